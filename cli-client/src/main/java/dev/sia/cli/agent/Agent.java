package dev.sia.cli.agent;

import dev.sia.cli.agent.attempt.Attempts;
import dev.sia.cli.agent.fault.Faults;
import dev.sia.cli.agent.session.Connection;
import dev.sia.cli.agent.session.ConnectionFailure;
import dev.sia.cli.agent.session.Contact;
import dev.sia.cli.agent.session.Credential;
import dev.sia.cli.agent.session.CredentialFile;
import dev.sia.cli.agent.session.CredentialRotation;
import dev.sia.cli.agent.session.Enrolment;
import dev.sia.cli.agent.session.Secret;
import dev.sia.cli.agent.session.SelfFence;
import dev.sia.cli.agent.session.ServerAddress;
import dev.sia.cli.agent.session.Wakeup;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running agent, put together from its parts.
 *
 * <p>{@link #run} holds the calling thread; {@link #stop} may come from any other.
 */
public final class Agent {
    private static final Duration KILL_AFTER = Duration.ofSeconds(5);
    private static final Duration PROCESSES_PATIENCE = Duration.ofSeconds(8);
    private static final Duration RESULTS_PATIENCE = Duration.ofSeconds(5);
    private static final Duration CHANNEL_PATIENCE = Duration.ofSeconds(2);

    private final AgentSettings settings;
    private final Faults faults;
    private final Consumer<String> say;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Work work;
    private volatile boolean stopRequested;

    private record Work(Attempts attempts, Connection connection) {}

    /**
     * An agent that does nothing yet.
     *
     * @param say tells people what happens, one line at a time
     */
    public Agent(AgentSettings settings, Consumer<String> say) {
        this(settings, Faults.NONE, say);
    }

    /** The same with faults between it and the server. */
    public Agent(AgentSettings settings, Faults faults, Consumer<String> say) {
        this.settings = settings;
        this.faults = faults;
        this.say = say;
    }

    /**
     * Enrols if needed, connects, and works until {@link #stop} is called.
     *
     * @throws ConnectionFailure when the server refuses the agent for good
     */
    public void run() throws InterruptedException, IOException {
        settings.warnings().forEach(warning -> say.accept("Warning: " + warning));
        if (faults.any()) {
            say.accept("FAULTS ARE ON: this agent does wrong on purpose (" + faults + ")");
        }
        try (StateDirectory state = StateDirectory.open(settings.stateDirectory())) {
            ManagedChannel channel = open(settings.server());
            try {
                work(state, faults.on(channel, say));
            } finally {
                shutDown(channel);
            }
        } finally {
            ended.countDown();
        }
    }

    private static ManagedChannel open(ServerAddress server) {
        try {
            return server.open();
        } catch (IOException | IllegalArgumentException e) {
            throw new AgentFailure(
                    ExitCode.USAGE,
                    "The files of --tls-ca, --tls-cert and --tls-key cannot be used: " + e.getMessage() + '.');
        }
    }

    /** Takes no more offers, finishes what it has, and then ends {@link #run}. {@link #stop} still ends it at once. */
    public void drain(String reason) {
        Work current = work;
        if (current == null) {
            stopRequested = true;
            return;
        }
        int left = current.attempts().drain();
        say.accept(
                left == 0
                        ? "Stopping: nothing to finish"
                        : "Finishing " + left + (left == 1 ? " job" : " jobs")
                                + ", then stopping; ask again to stop at once");
        current.connection().drain(reason);
        Thread.ofVirtual().name("sia-drain").start(() -> closeWhenDone(current));
    }

    private static void closeWhenDone(Work current) {
        try {
            current.attempts().awaitReleases();
            current.connection().close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the attempts' processes, tells the server if it is there, and ends {@link #run}. */
    public void stop() throws InterruptedException {
        stopRequested = true;
        Work current = work;
        if (current != null) {
            say.accept("Stopping");
            windDown(current);
        }
    }

    /** Waits until {@link #run} has ended; false when it has not in that time. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void work(StateDirectory state, Channel channel) throws InterruptedException, IOException {
        Wakeup wakeup = new Wakeup();
        Contact contact = new Contact(System::nanoTime);
        Attempts attempts =
                new Attempts(settings.identity().capacity(), state.attempts(), settings.work(), say, wakeup::signal);
        attempts.askBeforeCommands(contact::lost);
        attempts.sweepLeftovers();
        settings.enrolmentToken().map(Secret::value).ifPresent(attempts::keepSecret);
        CredentialFile file = new CredentialFile(state.credential());
        Credential credential = credential(file, channel);
        attempts.keepSecret(credential.secret().value());
        CredentialRotation rotation = new CredentialRotation(
                channel,
                file,
                credential,
                settings.credentialAge(),
                secret -> attempts.keepSecret(secret.value()),
                say);
        Connection connection =
                new Connection(channel, rotation::secret, settings.identity(), attempts, contact, wakeup, say);
        Work current = new Work(attempts, connection);
        work = current;
        if (stopRequested) {
            return;
        }
        say.accept("Connecting to " + settings.server() + (settings.server().tls() ? " with TLS" : ""));
        try (rotation;
                SelfFence fence = SelfFence.start(contact, attempts, say)) {
            rotation.start();
            connection.run();
        } catch (ConnectionFailure failure) {
            throw failure.kind() == ConnectionFailure.Kind.UNAUTHENTICATED ? howToEnrolAgain(failure, file) : failure;
        } finally {
            windDown(current);
            attempts.forgetAll();
        }
    }

    /** May be done twice, by the thread that runs and the one that stops it. */
    private void windDown(Work current) throws InterruptedException {
        current.attempts().agentStopping(KILL_AFTER);
        if (!current.attempts().awaitEnds(PROCESSES_PATIENCE)) {
            say.accept("Some processes did not end");
        }
        if (current.connection().isAttached() && !current.attempts().awaitReleases(RESULTS_PATIENCE)) {
            say.accept("The server did not take all results in time");
        }
        current.connection().close();
    }

    private static ConnectionFailure howToEnrolAgain(ConnectionFailure failure, CredentialFile file) {
        return new ConnectionFailure(
                failure.kind(),
                failure.getMessage() + " To enrol it again, remove " + file.path()
                        + " and start it with a new enrolment token.");
    }

    private Credential credential(CredentialFile file, Channel channel) throws IOException {
        String server = settings.server().toString();
        Optional<Credential> known = file.read();
        if (known.isPresent() && known.get().server().equals(server)) {
            say.accept("Agent " + known.get().agentId() + " ("
                    + settings.identity().name() + "), credential in " + file.path());
            return known.get();
        }
        Secret token = settings.enrolmentToken().orElseThrow(() -> notEnrolled(file, known));
        Credential credential =
                Enrolment.enrol(channel, settings.server(), settings.identity().name(), token);
        file.write(credential);
        say.accept("Enrolled as agent " + credential.agentId() + " ("
                + settings.identity().name() + "), credential in " + file.path());
        return credential;
    }

    private static AgentFailure notEnrolled(CredentialFile file, Optional<Credential> known) {
        String why = known.map(other -> "The credential in " + file.path() + " is for " + other.server() + ".")
                .orElse("This agent is not enrolled yet.");
        return new AgentFailure(
                ExitCode.USAGE,
                why + " Give an enrolment token with --enrolment-token-file, --enrolment-token-stdin or"
                        + " SIA_ENROLMENT_TOKEN.");
    }

    private static void shutDown(ManagedChannel channel) throws InterruptedException {
        channel.shutdown();
        if (!channel.awaitTermination(CHANNEL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            channel.shutdownNow();
        }
    }
}
