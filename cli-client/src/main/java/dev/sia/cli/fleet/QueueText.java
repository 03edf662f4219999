package dev.sia.cli.fleet;

import dev.sia.api.model.QueueName;
import dev.sia.api.model.QueuePause;
import dev.sia.cli.output.Times;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Queues as people name and read them. */
final class QueueText implements ITypeConverter<QueueName> {
    @Override
    public QueueName convert(String text) {
        try {
            return QueueName.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' " + e.getMessage());
        }
    }

    /** For example {@code by ada@example.com, 5 min ago, until 09:30: Release freeze}. */
    static String pause(QueuePause pause, Times times) {
        String who =
                pause.getBy().getName() == null ? "" : "by " + pause.getBy().getName() + ", ";
        String until = pause.getUntil() == null ? "" : ", until " + times.when(pause.getUntil());
        String note = pause.getNote() == null ? "" : ": " + pause.getNote();
        return who + times.when(pause.getAt()) + until + note;
    }
}
