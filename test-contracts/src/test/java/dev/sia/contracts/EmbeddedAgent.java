package dev.sia.contracts;

import dev.sia.cli.agent.Agent;
import dev.sia.cli.agent.AgentSettings;
import dev.sia.cli.agent.attempt.KeepWorkspaces;
import dev.sia.cli.agent.attempt.WorkSettings;
import dev.sia.cli.agent.fault.Faults;
import dev.sia.cli.agent.mask.Secrets;
import dev.sia.cli.agent.process.SessionLauncher;
import dev.sia.cli.agent.session.AgentIdentity;
import dev.sia.cli.agent.session.Secret;
import dev.sia.cli.agent.session.ServerAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The reference agent, whole, in this process. */
public final class EmbeddedAgent implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long SPOOL_BYTES = 1024 * 1024;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> ended;
    private final Agent agent;

    /** Shell commands of the steps; an empty verify command is none. */
    public record Commands(String generate, String verify) {
        WorkSettings.Commands settings() {
            return new WorkSettings.Commands(
                    generate, Optional.of(verify).filter(command -> !command.isEmpty()), Optional.empty());
        }
    }

    /** Starts it with room for one attempt. */
    public EmbeddedAgent(String grpcTarget, String enrolmentToken, Path state, Commands commands) {
        this(grpcTarget, enrolmentToken, state, commands, Duration.ofDays(30));
    }

    /** The same with a credential that is replaced when it is older than this. */
    public EmbeddedAgent(
            String grpcTarget, String enrolmentToken, Path state, Commands commands, Duration credentialAge) {
        this(ServerAddress.parse(grpcTarget, false, Optional.empty()), enrolmentToken, state, commands, credentialAge);
    }

    /** The same at an address with TLS or without. */
    public EmbeddedAgent(
            ServerAddress server, String enrolmentToken, Path state, Commands commands, Duration credentialAge) {
        this(server, enrolmentToken, state, commands, credentialAge, Faults.NONE);
    }

    /** One that does wrong on purpose. */
    public EmbeddedAgent(
            ServerAddress server,
            String enrolmentToken,
            Path state,
            Commands commands,
            Duration credentialAge,
            Faults faults) {
        String path = System.getenv("PATH");
        WorkSettings work = new WorkSettings(
                commands.settings(),
                Map.of("PATH", path, "HOME", state.toString(), "GIT_CONFIG_NOSYSTEM", "1"),
                Optional.of(new WorkSettings.Author("SIA", "sia@example.com")),
                state.resolve("workspaces"),
                KeepWorkspaces.NEVER,
                new WorkSettings.Logs(SPOOL_BYTES, Duration.ofSeconds(30), Secrets.NONE),
                SessionLauncher.find(path).orElseThrow());
        agent = new Agent(
                new AgentSettings(
                        server,
                        new AgentIdentity("build-box-1", "0.1.0", List.of("linux"), 1),
                        Optional.of(new Secret(enrolmentToken)),
                        credentialAge,
                        state,
                        work,
                        List.of()),
                faults,
                said::add);
        ended = CompletableFuture.runAsync(this::run, task -> Thread.ofVirtual().start(task));
    }

    private void run() {
        try {
            agent.run();
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    /** Has it finish what it has and end. */
    public void drain(String reason) {
        agent.drain(reason);
    }

    /** What it told people. */
    public List<String> said() {
        return said;
    }

    /** Waits for its end and throws why it ended, if it gave up. */
    public void awaitFailure() {
        ended.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Whether it has given up. */
    public boolean hasEnded() {
        return ended.isDone();
    }

    @Override
    public void close() throws InterruptedException {
        agent.stop();
        if (!agent.awaitEnd(PATIENCE)) {
            throw new AssertionError("The agent did not end; it said " + said);
        }
    }
}
