/// What every endpoint shares: problem details, error codes, request bodies, paging, idempotency.
@NullMarked
package dev.lawcast.api;

import org.jspecify.annotations.NullMarked;
