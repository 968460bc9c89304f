package dev.lawcast.api;

import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

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
