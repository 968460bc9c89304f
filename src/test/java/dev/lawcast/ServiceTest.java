package dev.lawcast;

import dev.lawcast.contract.ContractConfiguration;
import dev.lawcast.database.SharedPostgres;

import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A test of the whole service on a real PostgreSQL, by MockMvc or over its port; all such tests
/// share one context and one schema, so each makes experiments of its own. A test with other
/// properties gets a context and a schema of its own on the same server. Every exchange by MockMvc
/// is held against `openapi.yaml`.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureMockMvc
@Import(ContractConfiguration.class)
@ExtendWith(InDefaultWorkspace.class)
@ContextConfiguration(initializers = SharedPostgres.class)
public @interface ServiceTest {}
