package dev.sia.cli.agent.session;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.AgentServiceGrpc.AgentServiceStub;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.Drain;
import dev.sia.api.agent.v1.GoAway;
import dev.sia.cli.agent.attempt.Attempts;
import io.grpc.Channel;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Keeps a session with the server: opens a new one whenever the last has ended, until it is closed or refused for good. */
public final class Connection implements Session.News {
    private static final int PROTOCOL_MAJOR = 1;
    private static final int PROTOCOL_MINOR = 0;
    /** A session that held this long shows that server and agent get along; shorter ones count as failed tries. */
    private static final Duration GOOD_SESSION = Duration.ofSeconds(10);

    private static final int REFUSED_LIMIT = 3;

    private final AgentIdentity identity;
    private final Attempts attempts;
    private final Contact contact;
    private final Wakeup wakeup;
    private final Consumer<String> say;
    private final AgentServiceStub stub;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private int refusals;
    private String lastComplaint = "";
    private volatile boolean closing;
    private volatile Optional<String> draining = Optional.empty();
    private volatile Optional<GoAway> goAway = Optional.empty();
    private volatile boolean attached;

    /** Connects with the credential that is the right one then; {@link #run} does it. */
    public Connection(
            Channel channel,
            Supplier<Secret> credential,
            AgentIdentity identity,
            Attempts attempts,
            Contact contact,
            Wakeup wakeup,
            Consumer<String> say) {
        this.stub = AgentServiceGrpc.newStub(channel).withInterceptors(Authorization.bearer(credential));
        this.identity = identity;
        this.attempts = attempts;
        this.contact = contact;
        this.wakeup = wakeup;
        this.say = say;
    }

    /**
     * Holds one session after another until {@link #close}.
     *
     * @throws ConnectionFailure when it makes no sense to go on
     */
    public void run() throws InterruptedException {
        while (!closing) {
            Session session = new Session(attempts, contact, wakeup, this);
            goAway = Optional.empty();
            long openedAt = System.nanoTime();
            Status status = session.run(stub, attach(), () -> draining, () -> closing);
            attached = false;
            if (!closing) {
                boolean good = session.wasAttached() && System.nanoTime() - openedAt > GOOD_SESSION.toNanos();
                refuseIfHopeless(status, session.wasAttached(), good);
                if (good) {
                    backoff.reset();
                }
                complain(session.wasAttached(), status);
                pause(goAway.map(this::reconnection).orElseGet(backoff::next));
            }
        }
    }

    /** Tells the server, in this and every later session, that the agent takes no more. */
    public void drain(String reason) {
        draining = Optional.of(reason);
        wakeup.signal();
    }

    /** Whether a session is there now. */
    public boolean isAttached() {
        return attached;
    }

    /** Ends the present session in order, and opens no other. */
    public void close() {
        closing = true;
        wakeup.signal();
    }

    private Attach attach() {
        return Attach.newBuilder()
                .setProtocolMajor(PROTOCOL_MAJOR)
                .setProtocolMinor(PROTOCOL_MINOR)
                .setAgentVersion(identity.version())
                .addAllLabels(identity.labels())
                .setCapacity(identity.capacity())
                .addAllHeldAttempts(attempts.inventory())
                .build();
    }

    @Override
    public void attached(Attached terms) {
        attached = true;
        lastComplaint = "";
        say.accept("Connected as agent " + terms.getAgentId() + " (session " + terms.getSessionEpoch() + ", server "
                + terms.getServerVersion() + ")");
    }

    @Override
    public void drain(Drain drain) {
        String reason = drain.getReason().isBlank() ? "" : ": " + drain.getReason();
        say.accept(
                (drain.getOver() ? "Taking jobs again" : "The server gives this agent no more jobs for now") + reason);
    }

    @Override
    public void goAway(GoAway told) {
        goAway = Optional.of(told);
    }

    /** A time within the server's bounds. */
    private Duration reconnection(GoAway told) {
        long soonest = Math.max(0, duration(told.getReconnectAfter()).toMillis());
        long latest = Math.max(soonest, duration(told.getReconnectWithin()).toMillis());
        backoff.reset();
        return Duration.ofMillis(RandomGenerator.getDefault().nextLong(soonest, latest + 1));
    }

    private static Duration duration(com.google.protobuf.Duration duration) {
        return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    private void refuseIfHopeless(Status status, boolean wasAttached, boolean good) {
        Optional<ConnectionFailure.Kind> refusal = switch (status.getCode()) {
            case UNAUTHENTICATED -> Optional.of(ConnectionFailure.Kind.UNAUTHENTICATED);
            case UNIMPLEMENTED, FAILED_PRECONDITION, INVALID_ARGUMENT -> Optional.of(ConnectionFailure.Kind.REFUSED);
            case ABORTED -> Optional.of(ConnectionFailure.Kind.TAKEN_OVER);
            default -> Optional.empty();
        };
        refusals = refusal.isPresent() ? (good ? 1 : refusals + 1) : 0;
        refusal.filter(kind -> isFinal(kind, wasAttached)).ifPresent(kind -> {
            throw new ConnectionFailure(kind, sentence(kind) + StatusText.of(status));
        });
    }

    /**
     * A credential or an Attach that is refused will be refused again. What ends a session later may have a passing cause, such
     * as a frame that crossed with one of the server's; but not over and over.
     */
    private boolean isFinal(ConnectionFailure.Kind kind, boolean wasAttached) {
        return switch (kind) {
            case UNAUTHENTICATED -> true;
            case REFUSED -> !wasAttached || refusals >= REFUSED_LIMIT;
            case TAKEN_OVER -> refusals >= REFUSED_LIMIT;
            case UNREACHABLE -> false;
        };
    }

    private static String sentence(ConnectionFailure.Kind kind) {
        return switch (kind) {
            case UNAUTHENTICATED -> "The server refused the agent's credential: ";
            case REFUSED -> "The server refused the session: ";
            case TAKEN_OVER -> "Another process took this agent's session over and over: ";
            case UNREACHABLE -> "The server cannot be reached: ";
        };
    }

    private void complain(boolean wasAttached, Status status) {
        String complaint = (wasAttached ? "Lost the connection: " : "Cannot connect: ") + StatusText.of(status);
        if (!complaint.equals(lastComplaint)) {
            say.accept(complaint + "; trying again");
            lastComplaint = complaint;
        }
    }

    private void pause(Duration delay) throws InterruptedException {
        long until = System.nanoTime() + delay.toNanos();
        while (!closing && System.nanoTime() - until < 0) {
            wakeup.await(Duration.ofNanos(until - System.nanoTime()));
        }
    }
}
