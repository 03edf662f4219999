package dev.sia.cli.key;

import dev.sia.api.model.Scope;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Scopes as people type them. */
final class ScopeText implements ITypeConverter<Scope> {
    @Override
    public Scope convert(String text) {
        return scopes().filter(scope -> scope.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not one of "
                        + scopes().map(Scope::toString).collect(Collectors.joining(", "))));
    }

    private static Stream<Scope> scopes() {
        return Arrays.stream(Scope.values()).filter(scope -> scope != Scope.UNRECOGNIZED);
    }
}
