package dev.sia.server.http;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps it out of the log that a client went away before its answer was complete, as browsers do all day: Jersey tells it as an
 * error with a whole stack trace. Named in logback.xml. What else goes wrong while an answer is written is told.
 */
public final class GoneClients extends Filter<ILoggingEvent> {
    private static final String WRITER = "org.glassfish.jersey.server.ServerRuntime$Responder";
    private static final Set<String> GONE =
            Set.of(EofException.class.getName(), ClosedChannelException.class.getName());

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return event.getLoggerName().equals(WRITER) && isGone(event.getThrowableProxy())
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }

    private static boolean isGone(@Nullable IThrowableProxy thrown) {
        for (IThrowableProxy one = thrown; one != null; one = one.getCause()) {
            if (GONE.contains(one.getClassName())) {
                return true;
            }
        }
        return false;
    }
}
