package dev.lawcast.contract;

import dev.lawcast.ServiceTest;
import dev.lawcast.oidc.Issuer;
import dev.lawcast.workspaces.Tenants.Tenant;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// The same table with tokens of an issuer in the place of keys.
@ServiceTest
class TokenMatrixTest extends AccessMatrixTest {

    private static final Issuer ISSUER = new Issuer();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry settings) {
        settings.add("lawcast.oidc.issuer", ISSUER::url);
        settings.add("lawcast.oidc.audience", () -> "lawcast-test");
    }

    @Override
    Tenant callers(Tenant tenant) {
        return tenant.with(
                token(tenant, "admin"), token(tenant, "writer"), token(tenant, "reader"));
    }

    private static String token(Tenant tenant, String role) {
        return "Bearer " + ISSUER.token(tenant.workspace(), role);
    }
}
