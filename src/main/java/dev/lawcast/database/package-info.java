/// Which PostgreSQL: the embedded default or an external one; start-up checks.
///
/// `DatabaseChoice` reads the settings. Embedded: `DataDirectory` is owned by one process,
/// `Leftovers` of killed ones are stopped, `Binaries` unpacked, `Launcher` finds a user that may
/// run them, `Cluster` makes the data, `EmbeddedPostgres` runs the server and brings it back.
/// Either way `DatabaseCheck` looks at the server before the first migration. What cannot be used
/// is a `StartFailure`: what is wrong, what to do, no stack trace. Promises and their tests:
/// docs/concepts/durability.md.
@NullMarked
package dev.lawcast.database;

import org.jspecify.annotations.NullMarked;
