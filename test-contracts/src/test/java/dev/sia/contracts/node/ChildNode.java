package dev.sia.contracts.node;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.server.Addresses;
import dev.sia.server.Main;
import dev.sia.server.identity.Role;
import dev.sia.validation.WatchedMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The production server in a process of its own, so that it can be killed. */
public final class ChildNode implements Node, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final JavaProcess process;
    private final Identity identity;
    private final Addresses addresses;

    /** @param settings besides those of every node */
    public ChildNode(Path data, Map<String, String> settings) {
        this(
                new JavaProcess(WatchedMain.class, log(data), LocalNode.settings(data, settings), Main.class.getName()),
                data);
    }

    /** One that is told what no contract allows, so nobody holds that against the contracts; nothing but the server's own is in its output. */
    public static ChildNode unwatched(Path data, Map<String, String> settings) {
        return new ChildNode(new JavaProcess(Main.class, log(data), LocalNode.settings(data, settings)), data);
    }

    private ChildNode(JavaProcess process, Path data) {
        this.process = process;
        try {
            addresses = await().atMost(PATIENCE)
                    .until(() -> published(data), Optional::isPresent)
                    .orElseThrow();
            identity = new Identity(data);
        } catch (RuntimeException | Error thrown) {
            process.kill();
            throw thrown;
        }
    }

    private static Path log(Path data) {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    /** Empty until this process has written them. */
    private Optional<Addresses> published(Path data) throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("The server ended: " + process.output());
        }
        Path file = data.resolve("server.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        return json.get("pid").asLong() == process.pid()
                ? Optional.of(new Addresses(
                        json.get("httpUrl").asText(),
                        json.get("grpcTarget").asText(),
                        json.path("grpcTls").asBoolean(),
                        json.get("managementUrl").asText()))
                : Optional.empty();
    }

    @Override
    public Addresses addresses() {
        return addresses;
    }

    @Override
    public String token(UUID organization, Role role) {
        return identity.token(organization, role);
    }

    /** What it has printed. */
    public String output() {
        return process.output();
    }

    /** Bytes of real memory that it takes now. */
    public long residentBytes() {
        return process.residentBytes();
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
        WatchedMain.takeOver(output());
    }

    @Override
    public void close() {
        identity.close();
        process.close();
        WatchedMain.takeOver(output());
    }
}
