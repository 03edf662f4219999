package dev.sia.cli.job;

import dev.sia.api.model.JobPriority;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Priorities as the contract writes them. */
final class PriorityText implements ITypeConverter<JobPriority> {
    @Override
    public JobPriority convert(String text) {
        try {
            return JobPriority.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' " + e.getMessage());
        }
    }
}
