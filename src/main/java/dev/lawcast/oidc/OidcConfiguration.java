package dev.lawcast.oidc;

import dev.lawcast.access.TokenLookup;
import dev.lawcast.access.WorkspaceLookup;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@Conditional(IssuerIsSet.class)
class OidcConfiguration {

    /// Refuses unsafe settings before anything else starts.
    @Bean
    static BeanFactoryPostProcessor refuseUnsafeIssuers(Environment environment) {
        return beans -> OidcSettings.of(environment);
    }

    @Bean
    TokenLookup tokens(Environment environment, ObjectProvider<WorkspaceLookup> workspaces) {
        OidcSettings settings = OidcSettings.of(environment);
        return new Tokens(
                new TokenJudge(settings, new IssuerKeys(settings)),
                new Claims(settings, name -> workspaces.getObject().find(name)));
    }
}
