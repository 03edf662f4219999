package dev.sia.cli.history;

import dev.sia.api.model.EventType;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Types of events as people type them. */
final class EventTypeText implements ITypeConverter<EventType> {
    @Override
    public EventType convert(String text) {
        return Arrays.stream(EventType.values())
                .filter(type ->
                        type != EventType.UNRECOGNIZED && type.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not one of "
                        + Arrays.stream(EventType.values())
                                .filter(type -> type != EventType.UNRECOGNIZED)
                                .map(EventType::toString)
                                .collect(Collectors.joining(", "))));
    }
}
