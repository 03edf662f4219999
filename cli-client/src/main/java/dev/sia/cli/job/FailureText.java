package dev.sia.cli.job;

import dev.sia.api.model.FailureClass;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Kinds of failure as the contract writes them. */
final class FailureText implements ITypeConverter<FailureClass> {
    @Override
    public FailureClass convert(String text) {
        try {
            return FailureClass.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' " + e.getMessage());
        }
    }
}
