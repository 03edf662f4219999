package dev.sia.cli.job;

import dev.sia.api.model.JobStatus;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Statuses as the contract writes them. */
final class StatusText implements ITypeConverter<JobStatus> {
    @Override
    public JobStatus convert(String text) {
        try {
            return JobStatus.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' " + e.getMessage());
        }
    }
}
