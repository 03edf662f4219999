package dev.sia.api.rest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** That the operation is deprecated, as the contract's {@code x-deprecated-since} and {@code x-sunset} say; days in UTC. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface DeprecatedSince {
    /** The first day on which it was, for example {@code 2026-11-26}. */
    String value();

    /** The last day on which it surely works, for example {@code 2027-01-31}. */
    String sunset();
}
