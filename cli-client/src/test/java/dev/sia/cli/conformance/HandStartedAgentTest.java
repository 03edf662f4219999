package dev.sia.cli.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.cli.Cli;
import dev.sia.cli.Surroundings;
import dev.sia.cli.conformance.agent.AgentAccess;
import dev.sia.cli.conformance.agent.AgentProcess;
import dev.sia.cli.output.Terminal;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person does what the kit says: starts the agent, stops it, ends it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HandStartedAgentTest {
    private static final String VARIABLE = "sia:   ";

    @TempDir
    private Path home;

    private final StringWriter out = new StringWriter();
    private final Map<String, String> told = new HashMap<>();
    private @Nullable AgentProcess agent;
    private int started;

    @Test
    void anAgentThatAPersonStartsIsTried() throws Exception {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        // Not one of java.io, which takes a writer for dead whose thread has ended.
        Pipe pipe = Pipe.open();
        try (BufferedReader said = new BufferedReader(Channels.newReader(pipe.source(), StandardCharsets.UTF_8))) {
            PrintWriter err = new PrintWriter(Channels.newWriter(pipe.sink(), StandardCharsets.UTF_8), true);
            Surroundings surroundings = new Surroundings(
                    Map.of("HOME", home.toString()),
                    InputStream.nullInputStream(),
                    new PrintWriter(out),
                    err,
                    Terminal.NONE);
            Thread.ofPlatform().name("kit").start(() -> {
                try (err) {
                    code.complete(
                            Cli.run(surroundings, "agent", "conformance", "--only", "attach-first,offer-accept,leave"));
                } catch (RuntimeException e) {
                    code.completeExceptionally(e);
                }
            });
            said.lines().forEach(this::obey);
        }
        assertThat(code.get()).as(out.toString()).isZero();
        assertThat(started).isEqualTo(3);
        assertThat(out.toString()).contains("3 passed, 0 failed");
    }

    private void obey(String line) {
        if (line.startsWith(VARIABLE)) {
            String[] variable = line.substring(VARIABLE.length()).split("=", 2);
            told.put(variable[0], variable[1]);
            if (told.size() == 4) {
                AgentAccess access = new AgentAccess(
                        told("SIA_SERVER_GRPC"),
                        Path.of(told("SIA_ENROLMENT_TOKEN_FILE")),
                        Path.of(told("SIA_STATE_DIR")),
                        told("SIA_AGENT_NAME"));
                agent = FakeAgent.starter().start(access, home.resolve("agent.log"));
                started++;
                told.clear();
            }
        } else if (line.startsWith("sia: Stop the agent now") && agent != null) {
            agent.askToStop();
        } else if (line.startsWith("sia: This rule is done") && agent != null) {
            agent.close();
        }
    }

    private String told(String variable) {
        return requireNonNull(told.get(variable), variable);
    }
}
