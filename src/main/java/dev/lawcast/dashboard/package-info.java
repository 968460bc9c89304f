/// The web pages: for now Swagger UI, which shows the contract `openapi.yaml`. Owns no data.
@NullMarked
package dev.lawcast.dashboard;

import org.jspecify.annotations.NullMarked;
