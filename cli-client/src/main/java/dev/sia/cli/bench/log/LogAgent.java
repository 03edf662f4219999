package dev.sia.cli.bench.log;

import dev.sia.api.agent.v1.AcceptOffer;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.Heartbeat;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.Offer;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.agent.session.Authorization;
import dev.sia.cli.agent.session.Secret;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An agent that takes one job and only writes its log: as fast as it is acknowledged, or line by line as it is told. Like the
 * reference agent it has four batches on their way at most; while there are four, and for some milliseconds after each, lines
 * gather.
 */
public final class LogAgent implements StreamObserver<ConnectResponse>, AutoCloseable {
    private static final int WINDOW = 4;
    private static final Duration LINGER = Duration.ofMillis(8);
    private static final Executor AFTER_LINGERING =
            CompletableFuture.delayedExecutor(LINGER.toMillis(), TimeUnit.MILLISECONDS);
    private static final ConnectRequest HEARTBEAT = ConnectRequest.newBuilder()
            .setHeartbeat(Heartbeat.getDefaultInstance())
            .build();

    private final ManagedChannel channel;
    private final List<LogLine> lines;
    private final CompletableFuture<Offer> offered = new CompletableFuture<>();
    private final Deque<Long> onTheirWay = new ArrayDeque<>();
    private @Nullable StreamObserver<ConnectRequest> requests;
    private LogBatch batch = LogBatch.getDefaultInstance();
    private boolean flooding;
    private boolean lingering;
    private boolean closed;
    private long written;
    private long sent;
    private long acknowledged;
    private @Nullable Heard heard;
    private @Nullable Throwable broken;

    /** Hears of acknowledgements; called from the threads of the network. */
    public interface Heard {
        /** Everything from one number to the other is stored. */
        void stored(long fromSeq, long toSeq);
    }

    /** @param lines what it writes, over and over; at most as many as a batch may have */
    public LogAgent(ManagedChannel channel, List<LogLine> lines) {
        this.channel = channel;
        this.lines = List.copyOf(lines);
    }

    /** Begins its session. */
    public synchronized void connect(Secret credential) {
        requests = AgentServiceGrpc.newStub(channel)
                .withInterceptors(Authorization.bearer(credential))
                .connect(this);
        requests.onNext(ConnectRequest.newBuilder()
                .setAttach(Attach.newBuilder()
                        .setProtocolMajor(1)
                        .setAgentVersion("bench")
                        .setCapacity(1))
                .build());
    }

    /** Waits until it has a job, whose id is the answer. */
    public UUID awaitJob(Duration within) throws InterruptedException {
        try {
            return UUID.fromString(
                    offered.get(within.toNanos(), TimeUnit.NANOSECONDS).getJobId());
        } catch (ExecutionException | TimeoutException late) {
            throw new CliException(ExitCode.FAILED, "an agent was not offered a job in time", late);
        }
    }

    /** Tells somebody else of acknowledgements from now on. */
    public synchronized void listen(@Nullable Heard listener) {
        heard = listener;
    }

    /** Writes as fast as it goes, until {@link #pause}. */
    public synchronized void flood() {
        flooding = true;
        fill();
    }

    /** Writes nothing more. */
    public synchronized void pause() {
        flooding = false;
    }

    /** Writes one line; the answer is its number. */
    public synchronized long write() {
        written++;
        fill();
        return written;
    }

    private void fill() {
        while (!closed && onTheirWay.size() < WINDOW && (flooding || sent < written && !lingering)) {
            int first = (int) (sent % lines.size());
            int count = flooding ? lines.size() - first : (int) Math.min(lines.size() - first, written - sent);
            send(lines.subList(first, first + count));
            if (!flooding && sent == written) {
                lingering = true;
                AFTER_LINGERING.execute(this::goOn);
            }
        }
    }

    private synchronized void goOn() {
        lingering = false;
        fill();
    }

    private void send(List<LogLine> next) {
        StreamObserver<ConnectRequest> stream = requests;
        if (stream != null) {
            stream.onNext(ConnectRequest.newBuilder()
                    .setLogBatch(batch.toBuilder().setFirstSeq(sent + 1).addAllLines(next))
                    .build());
        }
        sent += next.size();
        written = Math.max(written, sent);
        onTheirWay.addLast(sent);
    }

    /** How many lines it has written. */
    public synchronized long written() {
        return written;
    }

    /** Everything up to this number is stored. */
    public synchronized long acknowledged() {
        return acknowledged;
    }

    /** Whether everything that was written is stored. */
    public synchronized boolean isSettled() {
        if (broken != null) {
            throw new CliException(
                    ExitCode.FAILED, "an agent's session ended: " + Status.fromThrowable(broken), broken);
        }
        return !flooding && acknowledged == written;
    }

    @Override
    public synchronized void onNext(ConnectResponse frame) {
        switch (frame.getFrameCase()) {
            case OFFER -> accept(frame.getOffer());
            case LOG_ACK -> stored(frame.getLogAck().getAckedSeq());
            case HEARTBEAT -> {
                if (requests != null) {
                    requests.onNext(HEARTBEAT);
                }
            }
            default -> {
                // Nothing else concerns an agent that only writes.
            }
        }
    }

    private void accept(Offer offer) {
        if (requests == null || offered.isDone()) {
            return;
        }
        requests.onNext(ConnectRequest.newBuilder()
                .setAcceptOffer(AcceptOffer.newBuilder()
                        .setAttemptId(offer.getAttemptId())
                        .setLease(offer.getLease()))
                .build());
        batch = LogBatch.newBuilder()
                .setAttemptId(offer.getAttemptId())
                .setLease(offer.getLease())
                .build();
        offered.complete(offer);
    }

    private void stored(long seq) {
        if (seq <= acknowledged) {
            return;
        }
        long from = acknowledged + 1;
        acknowledged = seq;
        while (!onTheirWay.isEmpty() && onTheirWay.getFirst() <= seq) {
            onTheirWay.removeFirst();
        }
        if (heard != null) {
            heard.stored(from, seq);
        }
        fill();
    }

    @Override
    public synchronized void onError(Throwable failure) {
        if (!closed) {
            offered.completeExceptionally(failure);
            closed = true;
            broken = failure;
        }
    }

    @Override
    public synchronized void onCompleted() {
        closed = true;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        channel.shutdownNow();
    }
}
