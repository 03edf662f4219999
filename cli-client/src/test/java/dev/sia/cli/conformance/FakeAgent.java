package dev.sia.cli.conformance;

import dev.sia.api.agent.v1.AcceptOffer;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.CancelAck;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.Drain;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.Heartbeat;
import dev.sia.api.agent.v1.HeldAttemptVerdict;
import dev.sia.api.agent.v1.Hint;
import dev.sia.api.agent.v1.HintAck;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.RejectOffer;
import dev.sia.cli.conformance.agent.AgentAccess;
import dev.sia.cli.conformance.agent.AgentProcess;
import dev.sia.cli.conformance.agent.AgentStarter;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A small agent in this process that keeps to all rules, or to all but some. One lock guards all of it. */
final class FakeAgent implements AgentProcess {
    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration REGULAR = Duration.ofMillis(1500);
    private static final long LEAST_WAIT = 1_000;
    private static final long MOST_WAIT = 16_000;
    private static final int FLOOD = 200;
    private static final int FLOOD_BYTES = 256 * 1024;

    private final AgentAccess access;
    private final Set<Flaw> flaws;
    private final ManagedChannel channel;
    private final Thread thread;
    private @Nullable StreamObserver<ConnectRequest> requests;
    private @Nullable Status ended;
    private @Nullable Attached terms;
    private @Nullable Duration wait;
    private @Nullable FakeAttempt attempt;
    private @Nullable FakeAttempt extra;
    private Duration lastGrace = Duration.ofDays(1);
    private long heardAt = System.nanoTime();
    private long sentAt;
    private int flooded;
    private final Set<String> hints = new HashSet<>();
    private boolean draining;
    private boolean drainSent;
    private boolean closed;
    private int failures;
    private long bound = LEAST_WAIT;
    private volatile OptionalInt exitCode = OptionalInt.empty();
    private volatile String lastWord = "";

    private FakeAgent(AgentAccess access, Set<Flaw> flaws) {
        this.access = access;
        this.flaws = flaws;
        this.channel = Grpc.newChannelBuilder(access.server(), InsecureChannelCredentials.create())
                .build();
        this.thread = Thread.ofVirtual().start(this::live);
    }

    static AgentStarter starter(Flaw... flaws) {
        Set<Flaw> all = EnumSet.noneOf(Flaw.class);
        all.addAll(List.of(flaws));
        return (access, _) -> new FakeAgent(access, all);
    }

    private void live() {
        int code = 1;
        try {
            code = work();
        } catch (StatusRuntimeException refused) {
            lastWord = "The server refused: " + refused.getStatus();
        } catch (IOException | InterruptedException e) {
            lastWord = e.toString();
        } finally {
            synchronized (this) {
                if (attempt != null && !flaws.contains(Flaw.LEAVES_ITS_TOOL_BEHIND_WHEN_REVOKED)) {
                    attempt.stop(Duration.ZERO);
                }
            }
            channel.shutdownNow();
            exitCode = OptionalInt.of(code);
        }
    }

    private int work() throws IOException, InterruptedException {
        String credential = credential();
        while (true) {
            open(credential);
            while (true) {
                synchronized (this) {
                    if (ended != null || closed) {
                        break;
                    }
                    tick();
                }
                Thread.sleep(TICK);
            }
            if (isClosed()) {
                return 0;
            }
            OptionalInt end = afterEnd();
            if (end.isPresent()) {
                return end.getAsInt();
            }
            pause();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized OptionalInt afterEnd() {
        Status status = ended;
        lastWord = "The stream ended: " + status;
        terms = null;
        requests = null;
        drainSent = false;
        Status.Code code = status == null ? Status.Code.OK : status.getCode();
        if (code == Status.Code.FAILED_PRECONDITION && !flaws.contains(Flaw.TRIES_ON_WITH_A_WRONG_VERSION)) {
            return OptionalInt.of(flaws.contains(Flaw.ENDS_WELL_WITH_A_WRONG_VERSION) ? 0 : 6);
        }
        return code == Status.Code.UNAUTHENTICATED && !flaws.contains(Flaw.TRIES_ON_WHEN_REVOKED)
                ? OptionalInt.of(3)
                : OptionalInt.empty();
    }

    /** As the protocol has it, only shorter, so that tests are. */
    private void pause() throws InterruptedException {
        Duration told;
        synchronized (this) {
            bound = Math.min(2 * bound, MOST_WAIT);
            told = wait == null ? Duration.ofMillis(ThreadLocalRandom.current().nextLong(LEAST_WAIT, bound)) : wait;
            wait = null;
            failures++;
        }
        if (flaws.contains(Flaw.HAS_NO_JITTER)) {
            told = REGULAR;
        } else if (flaws.contains(Flaw.COMES_BACK_AT_ONCE) || flaws.contains(Flaw.IGNORES_GO_AWAY)) {
            told = Duration.ofMillis(ThreadLocalRandom.current().nextLong(300));
        }
        long until = System.nanoTime() + told.toNanos();
        while (System.nanoTime() - until < 0 && !isClosed()) {
            synchronized (this) {
                fence();
            }
            Thread.sleep(flaws.contains(Flaw.HAS_NO_JITTER) ? told : Duration.ofMillis(20));
        }
    }

    private String credential() throws IOException {
        Path file = access.stateDirectory().resolve("credential");
        if (Files.exists(file) && !flaws.contains(Flaw.ENROLS_AGAIN)) {
            return Files.readString(file);
        }
        String token = Files.readString(access.tokenFile()).strip();
        String credential = AgentServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer(token)))
                .enrol(EnrolRequest.newBuilder().setName(access.name()).build())
                .getCredential();
        Files.writeString(file, credential);
        return credential;
    }

    private static Metadata bearer(String secret) {
        Metadata headers = new Metadata();
        headers.put(HEADER, "Bearer " + secret);
        return headers;
    }

    private synchronized void open(String credential) {
        ended = null;
        Inbound inbound = new Inbound();
        requests = AgentServiceGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer(credential)))
                .connect(inbound);
        heardAt = failures == 0 ? System.nanoTime() : heardAt;
        if (flaws.contains(Flaw.FRAME_BEFORE_ATTACH)) {
            send(ConnectRequest.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()));
        }
        Attach.Builder attach =
                Attach.newBuilder().setProtocolMajor(1).setAgentVersion("fake").setCapacity(1);
        if (attempt != null && !flaws.contains(Flaw.NAMES_NO_ATTEMPT)) {
            attach.addHeldAttempts(attempt.held());
        }
        send(ConnectRequest.newBuilder().setAttach(attach));
    }

    private void tick() {
        fence();
        Attached current = terms;
        if (current == null) {
            return;
        }
        Duration interval = duration(current.getHeartbeatInterval());
        long now = System.nanoTime();
        if (now - heardAt > interval.multipliedBy(3).toNanos() && !flaws.contains(Flaw.MISSES_NO_HEARTBEAT)) {
            breakOff("The server is silent.");
        } else if (now - sentAt > interval.dividedBy(2).toNanos() && !flaws.contains(Flaw.SENDS_NO_HEARTBEAT)) {
            send(ConnectRequest.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()));
        }
        for (; flaws.contains(Flaw.FLOODS) && flooded < FLOOD; flooded++) {
            send(ConnectRequest.newBuilder().setDrain(Drain.newBuilder().setReason("x".repeat(FLOOD_BYTES))));
        }
        if (draining && !drainSent) {
            drainSent = true;
            send(ConnectRequest.newBuilder().setDrain(Drain.newBuilder().setReason("It stops.")));
        }
        if (attempt != null) {
            attempt.frames(current.getLogLimits()).forEach(this::send);
        } else if (draining && requests != null) {
            requests.onCompleted();
            closed = true;
        }
    }

    private void fence() {
        if (attempt != null
                && System.nanoTime() - heardAt > lastGrace.toNanos()
                && !flaws.contains(Flaw.WORKS_ON_WITHOUT_CONTACT)) {
            attempt.stop(Duration.ZERO);
        }
    }

    private void breakOff(String why) {
        ended = Status.UNAVAILABLE.withDescription(why);
        if (requests != null) {
            requests.onError(Status.CANCELLED.asRuntimeException());
        }
    }

    private void send(ConnectRequest.Builder frame) {
        if (requests != null && ended == null) {
            requests.onNext(frame.build());
            sentAt = System.nanoTime();
        }
    }

    private void dispatch(ConnectResponse response) {
        heardAt = System.nanoTime();
        switch (response.getFrameCase()) {
            case ATTACHED -> attached(response.getAttached());
            case OFFER -> offered(response.getOffer());
            case LOG_ACK -> {
                if (attempt != null) {
                    attempt.acknowledged(response.getLogAck().getAckedSeq());
                }
            }
            case RESULT_ACK -> attempt = null;
            case CANCEL -> {
                if (attempt != null && !flaws.contains(Flaw.IGNORES_CANCEL)) {
                    send(ConnectRequest.newBuilder()
                            .setCancelAck(CancelAck.newBuilder()
                                    .setAttemptId(attempt.id())
                                    .setLease(attempt.lease())));
                    attempt.cancel(
                            flaws.contains(Flaw.NEVER_KILLS)
                                    ? Duration.ofDays(1)
                                    : duration(response.getCancel().getKillAfter()));
                }
            }
            case LEASE_LOST -> {
                if (attempt != null && !flaws.contains(Flaw.GOES_ON_WITHOUT_LEASE)) {
                    attempt.stop(Duration.ZERO);
                    attempt = null;
                }
            }
            case GO_AWAY -> {
                long soonest =
                        duration(response.getGoAway().getReconnectAfter()).toMillis();
                long latest =
                        duration(response.getGoAway().getReconnectWithin()).toMillis();
                wait = Duration.ofMillis(ThreadLocalRandom.current().nextLong(soonest + 100, latest));
            }
            case FRAME_NOT_SET -> {
                if (flaws.contains(Flaw.LEAVES_AT_UNKNOWN_FRAME)) {
                    breakOff("What is this?");
                }
            }
            case HINT -> hinted(response.getHint());
            case DRAIN, HEARTBEAT -> {
                // Nothing to do.
            }
        }
    }

    private void hinted(Hint hint) {
        boolean again = !hints.add(hint.getHintId());
        if (attempt != null
                && !flaws.contains(Flaw.IGNORES_HINTS)
                && !(again && flaws.contains(Flaw.ACKNOWLEDGES_A_HINT_ONCE))) {
            send(ConnectRequest.newBuilder()
                    .setHintAck(HintAck.newBuilder()
                            .setAttemptId(attempt.id())
                            .setLease(attempt.lease())
                            .setHintId(hint.getHintId())));
        }
    }

    private void attached(Attached attached) {
        terms = attached;
        bound = LEAST_WAIT;
        lastGrace = duration(attached.getGrace());
        for (HeldAttemptVerdict verdict : attached.getVerdictsList()) {
            switch (verdict.getAction()) {
                case HELD_ATTEMPT_ACTION_CONTINUE -> {
                    if (attempt != null) {
                        attempt.resume(verdict.getAckedLogSeq());
                    }
                }
                default -> {
                    if (attempt != null && !flaws.contains(Flaw.GOES_ON_WITH_THE_ABANDONED)) {
                        attempt.stop(Duration.ZERO);
                        attempt = null;
                    }
                }
            }
        }
    }

    private void offered(Offer offer) {
        if (flaws.contains(Flaw.LETS_OFFERS_LIE)) {
            return;
        }
        boolean known = attempt != null && attempt.id().equals(offer.getAttemptId());
        boolean run = known ? flaws.contains(Flaw.RUNS_REPEATED_OFFER_AGAIN) : attempt == null && !draining;
        if (run) {
            attempt = new FakeAttempt(offer, access.stateDirectory(), flaws);
        } else if (!known && flaws.contains(Flaw.TAKES_TOO_MUCH)) {
            extra = new FakeAttempt(offer, access.stateDirectory(), flaws);
            run = true;
        }
        ConnectRequest.Builder answer = ConnectRequest.newBuilder();
        if (known || run) {
            answer.setAcceptOffer(
                    AcceptOffer.newBuilder().setAttemptId(offer.getAttemptId()).setLease(offer.getLease()));
        } else {
            answer.setRejectOffer(RejectOffer.newBuilder()
                    .setAttemptId(offer.getAttemptId())
                    .setLease(offer.getLease())
                    .setReason("There is no slot."));
        }
        send(answer);
    }

    private static Duration duration(com.google.protobuf.Duration duration) {
        return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    @Override
    public boolean isWatched() {
        return true;
    }

    @Override
    public OptionalInt exitCode() {
        return exitCode;
    }

    @Override
    public synchronized void askToStop() {
        if (flaws.contains(Flaw.LEAVES_WITHOUT_DRAIN)) {
            closed = true;
        }
        draining = true;
    }

    @Override
    public List<String> lastWords() {
        return List.of(lastWord);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (attempt != null) {
                attempt.stop(Duration.ZERO);
            }
            if (extra != null) {
                extra.stop(Duration.ZERO);
            }
        }
        thread.interrupt();
    }

    private final class Inbound implements StreamObserver<ConnectResponse> {
        @Override
        public void onNext(ConnectResponse response) {
            synchronized (FakeAgent.this) {
                if (ended == null) {
                    dispatch(response);
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            synchronized (FakeAgent.this) {
                ended = ended == null ? Status.fromThrowable(failure) : ended;
            }
        }

        @Override
        public void onCompleted() {
            onError(Status.UNAVAILABLE.asRuntimeException());
        }
    }
}
