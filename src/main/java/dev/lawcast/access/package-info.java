/// Who may call: the key that is demanded outside loopback, allowed hosts and origins.
@NullMarked
package dev.lawcast.access;

import org.jspecify.annotations.NullMarked;
