/// Tokens of an OpenID Connect issuer in the place of keys, an option: signatures, issuer, audience
/// and times are judged by Spring Security's decoder of resource servers, over Nimbus; claims
/// become a workspace and a role. Without an issuer in the settings none of their classes is
/// loaded.
@NullMarked
package dev.lawcast.oidc;

import org.jspecify.annotations.NullMarked;
