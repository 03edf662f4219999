package dev.sia.server;

import dev.sia.server.db.DatabaseSettings;
import dev.sia.server.dev.EmbeddedPostgres;
import dev.sia.server.dev.EmbeddedTemporal;
import dev.sia.server.error.StartFailure;
import dev.sia.server.measure.DatabaseFigures;
import dev.sia.server.measure.DatabaseYardstick;
import dev.sia.server.measure.MeasureException;
import dev.sia.server.measure.TemporalYardstick;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** {@code sia server measure}: yardsticks of the parts that a server with the same settings would use. */
final class Measurement {
    private static final int CONNECTIONS_PER_POOL = 1;

    private final ServerConfig config;
    private final MeasureOptions options;
    private final StartedParts parts;

    /** @param parts closed by the caller */
    Measurement(ServerConfig config, MeasureOptions options, StartedParts parts) {
        this.config = config;
        this.options = options;
        this.parts = parts;
    }

    /**
     * Measures.
     *
     * @return what to print
     * @throws StartFailure with one line for the operator, also when a server runs on the data directory
     */
    String run() throws InterruptedException {
        DataDirectory data =
                parts.add("data directory", DataDirectory.take(config.storage().dataDirectory()));
        Optional<DatabaseFigures> database = options.database() ? Optional.of(database(data)) : Optional.empty();
        Optional<Double> workflows = options.temporal() ? Optional.of(workflows()) : Optional.empty();
        return options.json() ? json(database, workflows) : table(database, workflows);
    }

    private DatabaseFigures database(DataDirectory data) throws InterruptedException {
        try {
            return parts.add("scratch schema", new DatabaseYardstick(storage(data)))
                    .measure(options.time());
        } catch (SQLException | MeasureException failed) {
            throw new StartFailure("The database cannot be measured: " + failed.getMessage(), failed);
        }
    }

    private DatabaseSettings storage(DataDirectory data) {
        Optional<ServerConfig.ExternalDatabase> external = config.storage().external();
        if (external.isPresent()) {
            ServerConfig.ExternalDatabase there = external.get();
            return new DatabaseSettings(
                    there.url(), there.user(), there.password().reveal(), CONNECTIONS_PER_POOL);
        }
        EmbeddedPostgres postgres = parts.add(
                "embedded PostgreSQL",
                EmbeddedPostgres.start(
                        data.resolve("postgres"), config.storage().databasePrograms()));
        return new DatabaseSettings(postgres.url(), postgres.user(), postgres.password(), CONNECTIONS_PER_POOL);
    }

    private double workflows() throws InterruptedException {
        Optional<EmbeddedTemporal> embedded = config.temporal().target().isPresent()
                ? Optional.empty()
                : Optional.of(parts.add("embedded Temporal", EmbeddedTemporal.start()));
        try {
            Orchestration orchestration =
                    parts.add("Temporal", new Orchestration(config.temporal(), embedded, "measure"));
            TemporalYardstick yardstick = parts.add("workers", orchestration.yardstick());
            return yardstick.emptyWorkflowsPerSecond(options.time());
        } catch (MeasureException failed) {
            throw new StartFailure(
                    "Temporal (" + temporalName() + ") cannot be measured: " + failed.getMessage(), failed);
        }
    }

    private String temporalName() {
        return config.temporal().target().orElse("in this process");
    }

    private String json(Optional<DatabaseFigures> database, Optional<Double> workflows) {
        StringBuilder json =
                new StringBuilder("{\"seconds\":").append(options.time().toSeconds());
        database.ifPresent(it -> json.append(String.format(
                Locale.ROOT,
                ",\"postgresVersion\":\"%s\",\"fsync\":%b,\"connections\":%d,\"insertCommitsPerSecond\":%.0f,"
                        + "\"keySelectsPerSecond\":%.0f,\"copyRowsPerSecond\":%.0f",
                it.version().replaceAll("[^ -~]|[\"\\\\]", ""),
                it.fsync(),
                DatabaseYardstick.CONNECTIONS,
                it.insertCommitsPerSecond(),
                it.keySelectsPerSecond(),
                it.copyRowsPerSecond())));
        workflows.ifPresent(it -> json.append(String.format(
                Locale.ROOT,
                ",\"temporal\":\"%s\",\"emptyWorkflowsPerSecond\":%.1f",
                config.temporal().target().isPresent() ? "external" : "in-process",
                it)));
        return json.append("}\n").toString();
    }

    private String table(Optional<DatabaseFigures> database, Optional<Double> workflows) {
        StringBuilder table = new StringBuilder();
        database.ifPresent(it -> table.append(String.format(
                Locale.ROOT,
                "%,12.0f  single-row insert commits/s at %d connections (fsync %s, PostgreSQL %s)%n"
                        + "%,12.0f  primary-key selects/s at %d connections%n"
                        + "%,12.0f  rows/s of 120 bytes with COPY%n",
                it.insertCommitsPerSecond(),
                DatabaseYardstick.CONNECTIONS,
                it.fsync() ? "on" : "off",
                it.version(),
                it.keySelectsPerSecond(),
                DatabaseYardstick.CONNECTIONS,
                it.copyRowsPerSecond())));
        workflows.ifPresent(it -> table.append(
                String.format(Locale.ROOT, "%,12.1f  empty workflows/s on Temporal (%s)%n", it, temporalName())));
        return table.toString();
    }
}
