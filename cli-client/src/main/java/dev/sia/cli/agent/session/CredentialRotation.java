package dev.sia.cli.agent.session;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.AgentServiceGrpc.AgentServiceBlockingStub;
import dev.sia.api.agent.v1.ConfirmCredentialRequest;
import dev.sia.api.agent.v1.RotateCredentialRequest;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's credential as it is now, and its replacement when it has become old. The new one is in the file before it is used,
 * and the old one is good until then, so whatever breaks, the file holds one that is good.
 */
public final class CredentialRotation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialRotation.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);
    /** The clock may jump, and a machine may sleep: look at it now and then. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Channel channel;
    private final CredentialFile file;
    private final Duration mostAge;
    private final Consumer<Secret> learned;
    private final Consumer<String> say;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("sia-credential").unstarted(this::run);
    private volatile Credential present;

    /**
     * Replaces nothing before {@link #start}.
     *
     * @param learned told of a new secret before anybody else is
     */
    public CredentialRotation(
            Channel channel,
            CredentialFile file,
            Credential present,
            Duration mostAge,
            Consumer<Secret> learned,
            Consumer<String> say) {
        this.channel = channel;
        this.file = file;
        this.present = present;
        this.mostAge = mostAge;
        this.learned = learned;
        this.say = say;
    }

    /** The secret to show now. */
    public Secret secret() {
        return present.secret();
    }

    /** Begins to watch its age. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            boolean goesOn = true;
            while (goesOn && awaitOld()) {
                goesOn = rotate();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the credential is old; false when that does not matter any more. */
    private boolean awaitOld() throws InterruptedException {
        while (true) {
            Duration left = mostAge.minus(Duration.between(present.issuedAt(), Instant.now()));
            if (!left.isPositive()) {
                return closed.getCount() > 0;
            }
            if (pause(left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT)) {
                return false;
            }
        }
    }

    /** True when it is over. */
    private boolean pause(Duration time) throws InterruptedException {
        return closed.await(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
    }

    /** Replaces the credential, or waits before the next try; false when none makes sense. */
    private boolean rotate() throws InterruptedException {
        try {
            replace();
            backoff.reset();
            return true;
        } catch (StatusRuntimeException e) {
            LOG.debug("the credential was not replaced", e);
            if (isFinal(e.getStatus())) {
                say.accept("The credential is not replaced: " + StatusText.of(e.getStatus()));
                return false;
            }
        } catch (IOException e) {
            say.accept(
                    "The credential is not replaced, because " + file.path() + " cannot be written: " + e.getMessage());
        }
        return !pause(backoff.next());
    }

    private void replace() throws IOException {
        Secret fresh = new Secret(stub(present.secret())
                .rotateCredential(RotateCredentialRequest.getDefaultInstance())
                .getCredential());
        learned.accept(fresh);
        Credential renewed = present.renewed(fresh, Instant.now());
        file.write(renewed);
        present = renewed;
        say.accept("The credential was replaced; the new one is in " + file.path());
        try {
            stub(fresh).confirmCredential(ConfirmCredentialRequest.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            // The next session says the same.
            LOG.debug("the new credential is not confirmed", e);
        }
    }

    private AgentServiceBlockingStub stub(Secret secret) {
        return AgentServiceGrpc.newBlockingStub(channel)
                .withInterceptors(Authorization.bearer(secret))
                .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** A server that does not know the call, or the credential: the session tells more of that. */
    private static boolean isFinal(Status status) {
        return status.getCode() == Status.Code.UNIMPLEMENTED || status.getCode() == Status.Code.UNAUTHENTICATED;
    }

    /** Begins no replacement any more, and breaks off one that does not end soon: the file has a good one at any time. */
    @Override
    public void close() throws InterruptedException {
        closed.countDown();
        if (thread.getState() != Thread.State.NEW && !thread.join(STOP_PATIENCE)) {
            thread.interrupt();
            thread.join();
        }
    }
}
