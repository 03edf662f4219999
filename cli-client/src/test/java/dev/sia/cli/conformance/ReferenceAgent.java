package dev.sia.cli.conformance;

import dev.sia.cli.agent.Agent;
import dev.sia.cli.agent.AgentSettings;
import dev.sia.cli.agent.attempt.KeepWorkspaces;
import dev.sia.cli.agent.attempt.WorkSettings;
import dev.sia.cli.agent.mask.Secrets;
import dev.sia.cli.agent.process.SessionLauncher;
import dev.sia.cli.agent.session.AgentIdentity;
import dev.sia.cli.agent.session.Secret;
import dev.sia.cli.agent.session.ServerAddress;
import dev.sia.cli.conformance.agent.AgentAccess;
import dev.sia.cli.conformance.agent.AgentProcess;
import dev.sia.cli.conformance.agent.AgentStarter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** The reference agent, whole, but in this process: starting a virtual machine for each rule would cost more than all rules. */
final class ReferenceAgent implements AgentProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SPOOL_BYTES = 1024 * 1024;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Agent agent;
    private volatile OptionalInt exitCode = OptionalInt.empty();

    private ReferenceAgent(AgentAccess access) {
        agent = new Agent(settings(access), said::add);
        Thread.ofVirtual().start(this::run);
    }

    static AgentStarter starter() {
        return (access, _) -> new ReferenceAgent(access);
    }

    private static AgentSettings settings(AgentAccess access) {
        String path = System.getenv("PATH");
        WorkSettings work = new WorkSettings(
                new WorkSettings.Commands("sh -c \"$SIA_PROMPT\"", Optional.empty(), Optional.empty()),
                Map.of("PATH", path, "HOME", access.stateDirectory().toString(), "GIT_CONFIG_NOSYSTEM", "1"),
                Optional.empty(),
                access.stateDirectory().resolve("workspaces"),
                KeepWorkspaces.NEVER,
                new WorkSettings.Logs(SPOOL_BYTES, PATIENCE, Secrets.NONE),
                SessionLauncher.find(path).orElseThrow());
        return new AgentSettings(
                ServerAddress.parse(access.server(), false, Optional.empty()),
                new AgentIdentity(access.name(), "reference", List.of("linux"), 1),
                Optional.of(new Secret(token(access))),
                Duration.ofDays(30),
                access.stateDirectory(),
                work,
                List.of());
    }

    private static String token(AgentAccess access) {
        try {
            return Files.readString(access.tokenFile()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        int code = 1;
        try {
            agent.run();
            code = 0;
        } catch (IOException | RuntimeException e) {
            said.add(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exitCode = OptionalInt.of(code);
        }
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
    public void askToStop() {
        agent.drain("The agent was asked to stop.");
    }

    @Override
    public List<String> lastWords() {
        return List.copyOf(said);
    }

    @Override
    public void close() {
        try {
            agent.stop();
            agent.awaitEnd(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
