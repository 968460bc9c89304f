/// Who may call, and whose data a caller sees: keys with their roles, workspaces, allowed hosts and
/// origins. A request passes the doors ([AccessConfiguration] names them in order), works in the
/// caller's workspace ([WorkspaceScope]), and every connection it takes is told so
/// ([WorkspaceConnections]); row security in the database does the rest.
@NullMarked
package dev.lawcast.access;

import org.jspecify.annotations.NullMarked;
