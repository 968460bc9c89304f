package dev.lawcast.access;

import dev.lawcast.database.RuntimeRole;

import io.micrometer.core.instrument.MeterRegistry;

import jakarta.servlet.Filter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import java.util.Optional;

import javax.sql.DataSource;

/// The doors in the order in which a request meets them.
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    /// Refuses unsafe settings before anything else starts, the database above all.
    @Bean
    static BeanFactoryPostProcessor refuseUnsafeSettings(Environment environment) {
        return beans -> AccessSettings.of(environment);
    }

    @Bean
    AccessSettings accessSettings(Environment environment) {
        return AccessSettings.of(environment);
    }

    @Bean
    FilterRegistrationBean<Filter> securityHeaders() {
        return inOrder(0, new SecurityHeaders());
    }

    @Bean
    FilterRegistrationBean<Filter> hostCheck(AccessSettings settings) {
        FilterRegistrationBean<Filter> door = inOrder(1, new HostCheck(settings.hosts()));
        door.setEnabled(!settings.demandsKey());
        return door;
    }

    @Bean
    FilterRegistrationBean<Filter> originCheck(AccessSettings settings) {
        return inOrder(2, OriginCheck.of(settings.origins()));
    }

    /// The keys are looked for when one is shown: the database may start later than the doors.
    @Bean
    FilterRegistrationBean<Filter> callerCheck(
            AccessSettings settings,
            ObjectProvider<KeyLookup> keys,
            ObjectProvider<TokenLookup> tokens) {
        return inOrder(
                3,
                new CallerCheck(
                        settings,
                        digest -> keys.getObject().caller(digest),
                        tokens.getIfAvailable()));
    }

    @Bean
    FilterRegistrationBean<Filter> rateLimit(
            @Value("${lawcast.requests-per-minute}") long perMinute, MeterRegistry meters) {
        return inOrder(4, new RateLimit(perMinute, meters));
    }

    @Bean
    FilterRegistrationBean<Filter> formCheck() {
        return inOrder(5, new FormCheck());
    }

    @Bean
    FilterRegistrationBean<Filter> addressCheck() {
        return inOrder(6, new AddressCheck());
    }

    @Bean
    WebMvcConfigurer roleCheck() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new RoleCheck()).addPathPatterns("/api/**").order(-1);
            }
        };
    }

    /// Every connection of the service is one of the caller's workspace.
    @Bean
    static BeanPostProcessor workspaceConnections(ObjectProvider<RuntimeRole> role) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource pool
                        ? new WorkspaceConnections(
                                pool,
                                () ->
                                        role.getObject().usable()
                                                ? Optional.of(RuntimeRole.NAME)
                                                : Optional.empty())
                        : bean;
            }
        };
    }

    private static FilterRegistrationBean<Filter> inOrder(int place, Filter filter) {
        var door = new FilterRegistrationBean<>(filter);
        door.setName(filter.getClass().getSimpleName());
        door.setOrder(Ordered.HIGHEST_PRECEDENCE + 100 + place);
        return door;
    }
}
