package dev.lawcast.dashboard;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Where the pages are. Swagger UI's own files come from its WebJar, so nothing is loaded from
/// elsewhere.
@Configuration(proxyBeanMethods = false)
class PageConfiguration implements WebMvcConfigurer {

    @Override
    public void addViewControllers(ViewControllerRegistry pages) {
        pages.addViewController("/swagger-ui").setViewName("forward:/swagger-ui/index.html");
        pages.addRedirectViewController("/swagger-ui/", "/swagger-ui")
                .setStatusCode(HttpStatus.TEMPORARY_REDIRECT);
        pages.addRedirectViewController("/", "/swagger-ui")
                .setStatusCode(HttpStatus.TEMPORARY_REDIRECT);
    }
}
