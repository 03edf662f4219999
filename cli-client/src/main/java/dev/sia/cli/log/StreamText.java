package dev.sia.cli.log;

import dev.sia.api.model.LogStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Streams as the contract writes them. */
final class StreamText implements ITypeConverter<LogStream> {
    @Override
    public LogStream convert(String text) {
        try {
            return LogStream.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' " + e.getMessage());
        }
    }
}
