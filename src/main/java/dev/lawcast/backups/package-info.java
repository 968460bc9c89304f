/// Everything of a workspace, or of the service, in one file, and back. Which tables there are is
/// read from the database's catalogue, so that a new one is not forgotten.
@NullMarked
package dev.lawcast.backups;

import org.jspecify.annotations.NullMarked;
