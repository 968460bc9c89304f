package dev.lawcast.access;

import jakarta.servlet.Filter;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

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
        door.setEnabled(settings.key() == null);
        return door;
    }

    @Bean
    FilterRegistrationBean<Filter> originCheck(AccessSettings settings) {
        return inOrder(2, OriginCheck.of(settings.origins()));
    }

    @Bean
    FilterRegistrationBean<Filter> keyCheck(AccessSettings settings) {
        String key = settings.key();
        FilterRegistrationBean<Filter> door = inOrder(3, new KeyCheck(key == null ? "" : key));
        door.setEnabled(key != null);
        return door;
    }

    @Bean
    FilterRegistrationBean<Filter> formCheck() {
        return inOrder(4, new FormCheck());
    }

    @Bean
    FilterRegistrationBean<Filter> addressCheck() {
        return inOrder(5, new AddressCheck());
    }

    private static FilterRegistrationBean<Filter> inOrder(int place, Filter filter) {
        var door = new FilterRegistrationBean<>(filter);
        door.setName(filter.getClass().getSimpleName());
        door.setOrder(Ordered.HIGHEST_PRECEDENCE + 100 + place);
        return door;
    }
}
