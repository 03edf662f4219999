package dev.sia.server;

import dev.sia.server.error.StartFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts that run, in start order; closing goes backwards and does not stop at a part that fails to close. */
final class StartedParts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StartedParts.class);

    private record Part(String name, AutoCloseable closeable) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Part> parts = new ArrayDeque<>();
    private boolean closed;

    /**
     * Takes charge of a part that has just started.
     *
     * @return the part itself
     */
    <T extends AutoCloseable> T add(String name, T part) {
        lock.lock();
        try {
            parts.push(new Part(name, part));
            if (!closed) {
                return part;
            }
        } finally {
            lock.unlock();
        }
        close();
        throw new StartFailure("The server was told to end while it was starting");
    }

    /** Also called while the start goes on, by a signal: parts that come later are closed as they come. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            while (!parts.isEmpty()) {
                close(parts.pop());
            }
        } finally {
            lock.unlock();
        }
    }

    private static void close(Part part) {
        try {
            log.debug("Closing {}", part.name());
            part.closeable().close();
        } catch (Exception thrown) {
            log.warn("{} did not close cleanly: {}", part.name(), thrown.toString());
        }
    }
}
