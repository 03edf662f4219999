package dev.sia.cli.bench.live;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.bench.BenchServer;
import dev.sia.cli.profile.DevelopmentServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Many watchers, read by one thread. */
final class Readers implements AutoCloseable {
    private static final int BUFFER = 1 << 18;
    private static final Duration OPEN_WITHIN = Duration.ofSeconds(120);

    private final URI server;
    private final byte[] request;
    private final byte[] authenticate;
    private final Selector selector = Selector.open();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final BatchNumbers batches = new BatchNumbers();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("watchers").unstarted(this::run);
    private volatile boolean closed;
    private volatile @Nullable Throwable broken;

    Readers(BenchServer bench) throws IOException {
        DevelopmentServer address = bench.address();
        server = address.httpUrl();
        String token = Files.readString(DevelopmentServer.tokenFile(address.dataDirectory()))
                .strip();
        request = ("GET /v1/live HTTP/1.1\r\nHost: " + server.getAuthority()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: c2lhLWJlbmNoLXNpYS1iZQ==\r\nSec-WebSocket-Protocol: sia.live.v1\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        authenticate = ("{\"type\":\"authenticate\",\"token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8);
        thread.start();
    }

    /**
     * Connects a watcher.
     *
     * @param receiveBuffer bytes that the system keeps for it; 0 for as many as it likes
     * @return its handle, for {@link #stopReading} and {@link #readOn}
     */
    SelectionKey open(Reader reader, int receiveBuffer) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (receiveBuffer > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
        }
        channel.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        channel.write(ByteBuffer.wrap(request));
        reader.opens(authenticate, batches);
        channel.configureBlocking(false);
        selector.wakeup();
        return channel.register(selector, SelectionKey.OP_READ, reader);
    }

    void stopReading(SelectionKey key) {
        later(() -> key.interestOps(0));
    }

    void readOn(SelectionKey key) {
        later(() -> key.interestOps(SelectionKey.OP_READ));
    }

    private void later(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try {
            while (!closed) {
                selector.select(key -> read(key, buffer));
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            }
        } catch (IOException | RuntimeException failure) {
            broken = failure;
        }
    }

    private static void read(SelectionKey key, ByteBuffer buffer) {
        Reader reader = (Reader) key.attachment();
        try {
            reader.read(key, buffer);
        } catch (IOException lost) {
            if (reader.isReady() || reader.lastSeq() > 0) {
                reader.gone();
                key.cancel();
            } else {
                throw new UncheckedIOException(lost);
            }
        }
    }

    /** Waits until it holds for all of them; false when it takes too long. */
    boolean await(List<Reader> readers, Predicate<Reader> condition, Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (!readers.stream().allMatch(condition)) {
            Throwable failure = broken;
            if (failure != null) {
                throw new CliException(ExitCode.FAILED, "a watcher failed: " + failure.getMessage(), failure);
            }
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    /** Waits until all have seen everything that is stored. */
    void awaitReady(List<Reader> readers) throws InterruptedException {
        if (!await(readers, Reader::isReady, OPEN_WITHIN)) {
            throw new CliException(ExitCode.FAILED, "not every watcher saw the log in time");
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
