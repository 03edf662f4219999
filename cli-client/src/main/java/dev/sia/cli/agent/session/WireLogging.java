package dev.sia.cli.agent.session;

import ch.qos.logback.classic.Level;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Keeps gRPC's transport from logging its frames: at debug level they hold the credential, whatever level a user asks for.
 */
public final class WireLogging {
    private static final List<String> FRAME_LOGGERS = List.of(
            "io.grpc.netty.shaded.io.grpc.netty.NettyClientHandler",
            "io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameLogger");

    private WireLogging() {}

    /** From now on. */
    public static void silence() {
        for (String name : FRAME_LOGGERS) {
            if (LoggerFactory.getLogger(name) instanceof ch.qos.logback.classic.Logger logger) {
                logger.setLevel(Level.INFO);
            }
        }
    }
}
