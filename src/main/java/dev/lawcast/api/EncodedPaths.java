package dev.lawcast.api;

import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Keys of runs stand in paths and may hold any printable character: an encoded slash or backslash
/// in a path is part of a key. Routes are matched on the encoded path, so it separates nothing.
@Configuration(proxyBeanMethods = false)
class EncodedPaths {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSlashesPass() {
        String pass = EncodedSolidusHandling.PASS_THROUGH.getValue();
        return factory ->
                factory.addConnectorCustomizers(connector -> {
                    connector.setEncodedSolidusHandling(pass);
                    connector.setEncodedReverseSolidusHandling(pass);
                });
    }
}
