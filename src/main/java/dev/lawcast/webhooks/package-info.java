/// Tells other services what happened, by signed messages to addresses that callers name. The
/// addresses are anybody's, so they cannot look inside: see [Target] and [PublicAddress].
@NullMarked
package dev.lawcast.webhooks;

import org.jspecify.annotations.NullMarked;
