package dev.lawcast.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The role that an operation demands where its method does not tell: GET demands a reader, every
/// other method a writer. A POST that only asks says `@Needs(Role.READER)`.
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Needs {
    Role value();

    /// Whether the audit trail notes that it was asked, though nothing changes: data are carried
    /// away.
    boolean noted() default false;
}
