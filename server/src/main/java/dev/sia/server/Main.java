package dev.sia.server;

import dev.sia.server.error.StartFailure;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The {@code sia server} commands: the only place that reads the environment or ends the process. */
public final class Main {
    private static final int CANNOT_START = 1;
    private static final int WRONG_SETTINGS = 2;

    private Main() {}

    public static void main(String[] arguments) {
        long start = System.nanoTime();
        try {
            List<String> words = List.of(arguments);
            if (words.isEmpty()) {
                ServerConfig config = ServerConfig.read(environment());
                startLogging(config);
                run(config, start);
            } else if (words.getFirst().equals("measure")) {
                measure(MeasureOptions.parse(words.subList(1, words.size())));
            } else {
                explain(words);
            }
        } catch (ConfigException wrong) {
            wrong.mistakes().forEach(System.err::println);
            exit(WRONG_SETTINGS);
        }
    }

    private static void explain(List<String> words) {
        if (words.size() > 1 || !(words.contains("--help") || words.contains("-h"))) {
            throw new ConfigException(List.of(
                    "sia server takes no arguments but --help and measure; settings are" + " environment variables"));
        }
        System.out.print(Settings.help());
        exit(0);
    }

    private static Map<String, String> environment() {
        return new HashMap<>(System.getenv());
    }

    /** Must come before the first use of a logger, which reads the property. */
    private static void startLogging(ServerConfig config) {
        System.setProperty(Settings.LOG_LEVEL.name(), config.management().logLevel());
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private static void run(ServerConfig config, long start) {
        StartedParts parts = new StartedParts();
        AtomicBoolean ready = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    parts.close();
                    if (ready.get()) {
                        // Without this the process would report the signal as its failure.
                        Runtime.getRuntime().halt(0);
                    }
                }));
        try {
            Server server = Server.start(config, Clock.systemUTC(), parts);
            ready.set(true);
            System.out.printf(Locale.ROOT, "ready in %.1f s: %s%n", (System.nanoTime() - start) / 1e9, server);
            new CountDownLatch(1).await();
        } catch (StartFailure failure) {
            LoggerFactory.getLogger(Main.class).debug("Start failed", failure);
            System.err.println(failure.getMessage());
            exit(CANNOT_START);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error unexpected) {
            LoggerFactory.getLogger(Main.class).error("The server cannot start", unexpected);
            exit(CANNOT_START);
        }
    }

    private static void measure(MeasureOptions options) {
        if (options.help()) {
            System.out.print(MeasureOptions.HELP);
            exit(0);
        }
        ServerConfig config = ServerConfig.read(environment());
        startLogging(config);
        StartedParts parts = new StartedParts();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(parts::close));
        try {
            String figures = new Measurement(config, options, parts).run();
            System.out.print(figures);
            exit(0);
        } catch (StartFailure failure) {
            LoggerFactory.getLogger(Main.class).debug("Measuring failed", failure);
            System.err.println(failure.getMessage());
            exit(CANNOT_START);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static void exit(int code) {
        System.out.flush();
        System.exit(code);
    }
}
