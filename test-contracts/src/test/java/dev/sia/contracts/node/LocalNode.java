package dev.sia.contracts.node;

import dev.sia.server.Addresses;
import dev.sia.server.Server;
import dev.sia.server.ServerConfig;
import dev.sia.server.identity.Role;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The production server, whole, in this process and on free ports. */
public final class LocalNode implements Node, AutoCloseable {
    /** Shared by all servers of all builds here, because unpacking takes longer than starting. */
    public static final Path DATABASE_PROGRAMS =
            Path.of("target", "postgres-programs").toAbsolutePath();

    private final Server server;
    private final Identity identity;
    private final StoredLogs storedLogs;
    private final StoredRows storedRows;

    /** @param settings besides those of every node */
    public LocalNode(Path data, Map<String, String> settings) {
        this(data, settings, Clock.systemUTC());
    }

    /**
     * The same at another time.
     *
     * @param clock what the server goes by
     */
    public LocalNode(Path data, Map<String, String> settings, Clock clock) {
        server = Server.start(ServerConfig.read(settings(data, settings)), clock);
        identity = new Identity(data);
        storedLogs = new StoredLogs(data);
        storedRows = new StoredRows(new EmbeddedDatabase(data));
    }

    /** What every node of a test is told: its directory, in which its key is, free ports, short times. */
    static Map<String, String> settings(Path data, Map<String, String> more) {
        Identity.giveCommonKey(data);
        Map<String, String> settings = new HashMap<>(Map.of(
                "SIA_DATA_DIR", data.toString(),
                "SIA_HTTP_PORT", "0",
                "SIA_GRPC_PORT", "0",
                "SIA_MANAGEMENT_PORT", "0",
                "SIA_LOG_LEVEL", "warn",
                "SIA_AGENT_HEARTBEAT_INTERVAL", "1s",
                "SIA_OFFER_DEADLINE", "60s"));
        settings.putAll(more);
        if (!settings.containsKey("SIA_DATABASE_URL")) {
            settings.put("SIA_DATABASE_PROGRAMS_DIR", DATABASE_PROGRAMS.toString());
        }
        return settings;
    }

    @Override
    public Addresses addresses() {
        return server.addresses();
    }

    @Override
    public String token(UUID organization, Role role) {
        return identity.token(organization, role);
    }

    /** What is stored of logs in its embedded database. */
    public StoredLogs storedLogs() {
        return storedLogs;
    }

    /** All that is stored of organizations in its embedded database. */
    public StoredRows storedRows() {
        return storedRows;
    }

    @Override
    public void close() {
        identity.close();
        server.close();
    }
}
