package dev.sia.server.rest;

import jakarta.ws.rs.ext.ContextResolver;
import java.util.Locale;
import java.util.Set;
import org.glassfish.jersey.server.validation.ValidationConfig;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** Messages of broken constraints: in English whatever the client or the machine speaks, and never an expression. */
final class ValidationSettings implements ContextResolver<ValidationConfig> {
    @Override
    public ValidationConfig getContext(Class<?> type) {
        return new ValidationConfig()
                .messageInterpolator(new ParameterMessageInterpolator(Set.of(Locale.ENGLISH), Locale.ENGLISH, false));
    }
}
