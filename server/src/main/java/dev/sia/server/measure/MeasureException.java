package dev.sia.server.measure;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What was to be measured does not work. */
public final class MeasureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MeasureException(ExecutionException failed) {
        super(sentence(failed.getCause()), failed);
    }

    private static String sentence(@Nullable Throwable cause) {
        return cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
    }
}
