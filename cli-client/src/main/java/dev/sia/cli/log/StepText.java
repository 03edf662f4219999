package dev.sia.cli.log;

import dev.sia.api.model.Step;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Steps as the contract writes them. */
final class StepText implements ITypeConverter<Step> {
    @Override
    public Step convert(String text) {
        try {
            return Step.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' " + e.getMessage());
        }
    }
}
