/// What is kept of those who may call: workspaces with their bounds, keys, and the audit trail.
@NullMarked
package dev.lawcast.workspaces;

import org.jspecify.annotations.NullMarked;
