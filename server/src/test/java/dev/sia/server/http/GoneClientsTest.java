package dev.sia.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.io.EofException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class GoneClientsTest {
    private static final String WRITER = "org.glassfish.jersey.server.ServerRuntime$Responder";

    private static FilterReply decide(String logger, Throwable thrown) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        return new GoneClients()
                .decide(new LoggingEvent(
                        "", context.getLogger(logger), Level.ERROR, "I/O error", thrown, new Object[0]));
    }

    @Test
    void aClientThatWentAwayIsNotTold() {
        EofException gone = new EofException();
        assertThat(decide(WRITER, gone)).isEqualTo(FilterReply.DENY);
        assertThat(decide(WRITER, new UncheckedIOException(new IOException(gone))))
                .isEqualTo(FilterReply.DENY);
    }

    @Test
    void everythingElseIs() {
        assertThat(decide(WRITER, new IllegalStateException("a bug"))).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide("dev.sia.server.Main", new EofException())).isEqualTo(FilterReply.NEUTRAL);
    }
}
