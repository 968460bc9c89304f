/// Which PostgreSQL: the embedded default or an external one; start-up checks.
@NullMarked
package dev.lawcast.database;

import org.jspecify.annotations.NullMarked;
