package dev.lawcast.workspaces;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// The audit trail stands around the check of roles, so that it sees refusals too.
@Configuration(proxyBeanMethods = false)
class WorkspacesConfiguration implements WebMvcConfigurer {

    private final AuditTrail audit;

    WorkspacesConfiguration(AuditTrail audit) {
        this.audit = audit;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(audit).addPathPatterns("/api/**").order(-2);
    }
}
