package dev.lawcast.webhooks;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.net.InetAddress;

import javax.net.ssl.SSLSocketFactory;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookSettings.class)
class WebhookConfiguration {

    @Bean
    Courier courier(WebhookSettings settings) {
        return new Courier(
                InetAddress::getAllByName,
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                settings.longest());
    }
}
