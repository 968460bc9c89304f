package dev.lawcast.api;

import jakarta.servlet.DispatcherType;

import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

    /// Before every other filter, those that measure too.
    @Bean
    FilterRegistrationBean<RequestIds> requestIds() {
        var first = new FilterRegistrationBean<>(new RequestIds());
        first.setOrder(Ordered.HIGHEST_PRECEDENCE);
        first.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
        return first;
    }

    /// The server's own refusals are problems too, and a run's key may hold a slash (`a%2Fb`) or a
    /// backslash.
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTheServer() {
        return factory -> {
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(ProblemValve.class.getName());
                }
            });
            String pass = EncodedSolidusHandling.PASS_THROUGH.getValue();
            factory.addConnectorCustomizers(connector -> {
                connector.setEncodedSolidusHandling(pass);
                connector.setEncodedReverseSolidusHandling(pass);
            });
        };
    }
}
