package dev.lawcast;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// Starts the service.
@SpringBootApplication
public class LawcastApplication {

    public static void main(String[] args) {
        SpringApplication.run(LawcastApplication.class, args);
    }
}
