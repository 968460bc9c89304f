package dev.lawcast.database;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/// Which PostgreSQL the settings ask for.
enum DatabaseChoice {
    /// nothing was said: a server of our own
    EMBEDDED,
    /// LAWCAST_DATABASE_URL
    EXTERNAL,
    /// spring.datasource.url, in Spring Boot's own way
    SPRING;

    /// @throws StartFailure when the settings contradict each other
    static DatabaseChoice of(Environment environment) {
        boolean url = given(environment, "lawcast.database.url");
        boolean spring = given(environment, "spring.datasource.url");
        if (url && spring) {
            throw new StartFailure(
                    "Both LAWCAST_DATABASE_URL and spring.datasource.url are set.",
                    "Keep the one that is meant.");
        }
        if (!url && !spring && given(environment, "lawcast.database.user")) {
            throw new StartFailure(
                    "LAWCAST_DATABASE_USER is set but LAWCAST_DATABASE_URL is not.",
                    "Set LAWCAST_DATABASE_URL too, or neither to use the embedded server.");
        }
        return url ? EXTERNAL : spring ? SPRING : EMBEDDED;
    }

    private static boolean given(Environment environment, String property) {
        @Nullable String value = environment.getProperty(property);
        return value != null && !value.isBlank();
    }

    static final class Embedded implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return of(context.getEnvironment()) == EMBEDDED;
        }
    }

    static final class External implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return of(context.getEnvironment()) == EXTERNAL;
        }
    }
}
