package dev.sia.cli.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.cli.profile.Connection.Credential;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A development server on this machine, found through what it writes into its data directory.
 *
 * @param httpUrl base of REST and live views
 * @param grpcTarget host and port that agents connect to
 * @param pid its process
 * @param dataDirectory where it keeps its data
 */
public record DevelopmentServer(URI httpUrl, String grpcTarget, long pid, Path dataDirectory) {
    private static final String ADDRESSES = "server.json";

    /** The server whose data directory this is; empty when it has never run or says nothing that can be read. */
    public static Optional<DevelopmentServer> in(Path dataDirectory) {
        Path file = addresses(dataDirectory);
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            JsonNode content = new JsonMapper().readTree(Files.readAllBytes(file));
            JsonNode url = content.path("httpUrl");
            JsonNode grpc = content.path("grpcTarget");
            if (url.asText().isBlank() || grpc.asText().isBlank()) {
                return Optional.empty();
            }
            return Optional.of(new DevelopmentServer(
                    URI.create(url.textValue()),
                    grpc.textValue(),
                    content.path("pid").asLong(),
                    dataDirectory));
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** Where a server says its addresses. */
    public static Path addresses(Path dataDirectory) {
        return dataDirectory.resolve(ADDRESSES);
    }

    /** Where a server keeps an access token of the development owner. */
    public static Path tokenFile(Path dataDirectory) {
        return dataDirectory.resolve("identity").resolve("token");
    }

    /** Its process is there. */
    public boolean isRunning() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** How to talk to it as the development owner. */
    public Connection connection(@Nullable UUID organization) {
        return new Connection(httpUrl, new Credential.TokenFile(tokenFile(dataDirectory)), organization);
    }
}
