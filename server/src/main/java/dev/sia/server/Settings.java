package dev.sia.server;

import dev.sia.server.http.AddressRange;
import dev.sia.server.limit.Rate;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Every setting of the server: the table behind both the reading of the environment and {@code --help}. */
final class Settings {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    static final Setting<String> HTTP_HOST = new Setting<>(
            "SIA_HTTP_HOST", "127.0.0.1", "address that REST, live view and docs listen on", Parsers::text);
    static final Setting<Integer> HTTP_PORT =
            new Setting<>("SIA_HTTP_PORT", "8080", "their port; 0 takes any free one", Parsers::port);
    static final Setting<Optional<URI>> PUBLIC_URL = new Setting<>(
            "SIA_PUBLIC_URL",
            "",
            "how clients reach it, when that is not the address; its pages may open live views",
            Parsers.optional(Parsers::webAddress));
    static final Setting<List<String>> ALLOWED_ORIGINS = new Setting<>(
            "SIA_ALLOWED_ORIGINS",
            "",
            "web origins that browsers may call from, separated by commas",
            Parsers::origins);
    static final Setting<List<AddressRange>> TRUSTED_PROXIES = new Setting<>(
            "SIA_TRUSTED_PROXIES",
            "",
            "addresses or ranges of proxies whose (X-)Forwarded(-For) counts",
            Parsers::addressRanges);
    static final Setting<Integer> HTTP_CONNECTIONS = new Setting<>(
            "SIA_HTTP_CONNECTIONS", "20000", "most connections to the HTTP port", Parsers.number(10, 1_000_000));
    static final Setting<Integer> HTTP_REQUESTS = new Setting<>(
            "SIA_HTTP_REQUESTS",
            "1000",
            "most answered at once, half of them from one address; then 503",
            Parsers.number(2, 100_000));
    static final Setting<Integer> LIVE_SOCKETS = new Setting<>(
            "SIA_LIVE_SOCKETS", "15000", "most sockets and streams of live views per node", Parsers.number(1, 100_000));
    static final Setting<Integer> LIVE_SOCKETS_PER_ORGANIZATION = new Setting<>(
            "SIA_LIVE_SOCKETS_PER_ORGANIZATION",
            "12000",
            "most of those that watch the same organization",
            Parsers.number(1, 100_000));
    static final Setting<String> GRPC_HOST =
            new Setting<>("SIA_GRPC_HOST", "127.0.0.1", "address that agents connect to", Parsers::text);
    static final Setting<Integer> GRPC_PORT =
            new Setting<>("SIA_GRPC_PORT", "9090", "its port; 0 takes any free one", Parsers::port);
    static final Setting<Optional<Path>> HTTP_TLS_CERT_FILE = new Setting<>(
            "SIA_HTTP_TLS_CERT_FILE",
            "",
            "PEM file of its certificate and chain; turns TLS on, read again when it changes",
            Parsers.optional(Parsers::readableFile));
    static final Setting<Optional<Path>> HTTP_TLS_KEY_FILE = new Setting<>(
            "SIA_HTTP_TLS_KEY_FILE", "", "PEM file of its key (PKCS 8)", Parsers.optional(Parsers::readableFile));
    static final Setting<Optional<Path>> GRPC_TLS_CERT_FILE = new Setting<>(
            "SIA_GRPC_TLS_CERT_FILE",
            "",
            "PEM file of its certificate and chain; turns TLS on, read again when it changes",
            Parsers.optional(Parsers::readableFile));
    static final Setting<Optional<Path>> GRPC_TLS_KEY_FILE = new Setting<>(
            "SIA_GRPC_TLS_KEY_FILE", "", "PEM file of its key (PKCS 8)", Parsers.optional(Parsers::readableFile));
    static final Setting<Optional<Path>> GRPC_TLS_CLIENT_CA_FILE = new Setting<>(
            "SIA_GRPC_TLS_CLIENT_CA_FILE",
            "",
            "PEM file of who signs the certificates that agents then have to show",
            Parsers.optional(Parsers::readableFile));
    static final Setting<Integer> GRPC_CONNECTIONS = new Setting<>(
            "SIA_GRPC_CONNECTIONS", "20000", "most connections of agents per node", Parsers.number(1, 1_000_000));
    static final Setting<Integer> GRPC_CONNECTIONS_PER_ADDRESS = new Setting<>(
            "SIA_GRPC_CONNECTIONS_PER_ADDRESS",
            "10000",
            "most of those that come from the same address",
            Parsers.number(1, 1_000_000));
    static final Setting<String> MANAGEMENT_HOST = new Setting<>(
            "SIA_MANAGEMENT_HOST", "127.0.0.1", "address of health and metrics, without login", Parsers::text);
    static final Setting<Integer> MANAGEMENT_PORT =
            new Setting<>("SIA_MANAGEMENT_PORT", "8081", "its port; 0 takes any free one", Parsers::port);

    static final Setting<Optional<Path>> DATA_DIR = new Setting<>(
            "SIA_DATA_DIR",
            "",
            "what this server keeps; default $XDG_DATA_HOME/sia or ~/.local/share/sia",
            Parsers.optional(Parsers::path));
    static final Setting<Optional<Path>> CONFIG_FILE = new Setting<>(
            "SIA_CONFIG_FILE",
            "",
            "properties file with these same names; the environment wins",
            Parsers.optional(Parsers::readableFile));
    static final Setting<String> LOG_LEVEL =
            new Setting<>("SIA_LOG_LEVEL", "info", "error, warn, info, debug or trace", Parsers::logLevel);

    static final Setting<Optional<String>> DATABASE_URL = new Setting<>(
            "SIA_DATABASE_URL",
            "",
            "jdbc:postgresql://host:5432/database; default an embedded one in the data directory",
            Parsers.optional(Parsers::jdbcUrl));
    static final Setting<Optional<Path>> DATABASE_PROGRAMS_DIR = new Setting<>(
            "SIA_DATABASE_PROGRAMS_DIR",
            "",
            "where servers share the embedded one's programs; default the data directory",
            Parsers.optional(Parsers::path));
    static final Setting<String> DATABASE_USER =
            new Setting<>("SIA_DATABASE_USER", "", "its user; needed with the address", Parsers::text);
    static final Setting<Secret> DATABASE_PASSWORD =
            new Setting<>("SIA_DATABASE_PASSWORD", "", "its password", Parsers::secret);
    static final Setting<Integer> DATABASE_POOL_SIZE = new Setting<>(
            "SIA_DATABASE_POOL_SIZE",
            Integer.toString(Math.max(8, 4 * Runtime.getRuntime().availableProcessors())),
            "most connections for transactions per node; default 4 for each processor, at least 8",
            Parsers.number(2, 500));
    static final Setting<Duration> DATABASE_TIMEOUT = new Setting<>(
            "SIA_DATABASE_TIMEOUT",
            "5s",
            "longest wait for a connection to it; then what needs one fails, REST with 503",
            Parsers.duration(Duration.ofMillis(250), Duration.ofMinutes(1)));

    static final Setting<Duration> AUDIT_KEEP = new Setting<>(
            "SIA_AUDIT_KEEP",
            "400d",
            "how long entries of the audit stay",
            Parsers.duration(DAY.multipliedBy(31), DAY.multipliedBy(36_500)));

    static final Setting<Optional<String>> TEMPORAL_TARGET = new Setting<>(
            "SIA_TEMPORAL_TARGET",
            "",
            "host:port of Temporal; default one inside this process",
            Parsers.optional(Parsers::hostAndPort));
    static final Setting<String> TEMPORAL_NAMESPACE =
            new Setting<>("SIA_TEMPORAL_NAMESPACE", "default", "its namespace", Parsers::text);
    static final Setting<String> TEMPORAL_TASK_QUEUE =
            new Setting<>("SIA_TEMPORAL_TASK_QUEUE", "sia-jobs", "task queue of the job workflows", Parsers::text);
    static final Setting<Optional<Secret>> TEMPORAL_API_KEY = new Setting<>(
            "SIA_TEMPORAL_API_KEY", "", "API key, for Temporal Cloud; turns TLS on", Parsers.optional(Parsers::secret));
    static final Setting<Boolean> TEMPORAL_TLS =
            new Setting<>("SIA_TEMPORAL_TLS", "false", "whether to use TLS", Parsers::flag);
    static final Setting<Optional<Path>> TEMPORAL_TLS_CA_FILE = new Setting<>(
            "SIA_TEMPORAL_TLS_CA_FILE",
            "",
            "PEM file of who signed its certificate; turns TLS on",
            Parsers.optional(Parsers::readableFile));
    static final Setting<Optional<Path>> TEMPORAL_TLS_CERT_FILE = new Setting<>(
            "SIA_TEMPORAL_TLS_CERT_FILE",
            "",
            "PEM file of this client's certificate; turns TLS on",
            Parsers.optional(Parsers::readableFile));
    static final Setting<Optional<Path>> TEMPORAL_TLS_KEY_FILE = new Setting<>(
            "SIA_TEMPORAL_TLS_KEY_FILE", "", "PEM file of its key (PKCS 8)", Parsers.optional(Parsers::readableFile));

    static final Setting<Optional<URI>> PROPELAUTH_URL = new Setting<>(
            "SIA_PROPELAUTH_URL",
            "",
            "auth URL; its origin is the issuer; default an issuer of development tokens",
            Parsers.optional(Parsers::safeAddress));
    static final Setting<Optional<Secret>> PROPELAUTH_INTEGRATION_KEY = new Setting<>(
            "SIA_PROPELAUTH_INTEGRATION_KEY",
            "",
            "API key of its backend integration: fetches its key, checks end-user API keys",
            Parsers.optional(Parsers::bearerSecret));
    static final Setting<Optional<PublicKey>> PROPELAUTH_VERIFIER_KEY = new Setting<>(
            "SIA_PROPELAUTH_VERIFIER_KEY",
            "",
            "its public key in PEM instead of fetching it; line ends may be written as \\n",
            Parsers.optional(Parsers::publicKey));
    static final Setting<Optional<URI>> PROPELAUTH_JWKS_URL = new Setting<>(
            "SIA_PROPELAUTH_JWKS_URL",
            "",
            "where to fetch its public keys instead, as a JSON web key set",
            Parsers.optional(Parsers::safeAddress));
    static final Setting<Boolean> ALLOW_DEVELOPMENT_IDENTITY = new Setting<>(
            "SIA_ALLOW_DEVELOPMENT_IDENTITY",
            "false",
            "whether development tokens may open an external database",
            Parsers::flag);

    static final Setting<Integer> MAX_BODY_BYTES =
            new Setting<>("SIA_MAX_BODY_BYTES", "1MiB", "largest request body", Parsers.bytes(1 << 10, 64 << 20));
    static final Setting<Rate> RATE_LIMIT_PER_PRINCIPAL = new Setting<>(
            "SIA_RATE_LIMIT_PER_PRINCIPAL",
            "2000/10s",
            "most REST requests of one user or key per node; then 429",
            Parsers::rate);
    static final Setting<Rate> RATE_LIMIT_PER_ORGANIZATION = new Setting<>(
            "SIA_RATE_LIMIT_PER_ORGANIZATION",
            "10000/10s",
            "most of all callers of one organization together",
            Parsers::rate);
    static final Setting<Rate> RATE_LIMIT_REFUSED_CREDENTIALS = new Setting<>(
            "SIA_RATE_LIMIT_REFUSED_CREDENTIALS",
            "300/1m",
            "most wrong credentials from one address, on all surfaces",
            Parsers::rate);
    static final Setting<Integer> MAX_LOG_BATCH = new Setting<>(
            "SIA_MAX_LOG_BATCH", "1000", "most log lines in one message of an agent", Parsers.number(1, 10_000));
    static final Setting<Duration> AGENT_HEARTBEAT_INTERVAL = new Setting<>(
            "SIA_AGENT_HEARTBEAT_INTERVAL",
            "10s",
            "how often an agent and the server show each other that they live",
            Parsers.duration(Duration.ofMillis(100), Duration.ofMinutes(5)));
    static final Setting<Duration> AGENT_GRACE = new Setting<>(
            "SIA_AGENT_GRACE",
            "2m",
            "how long an agent may be away before its jobs go to another one",
            Parsers.duration(SECOND, DAY));
    static final Setting<Duration> OFFER_DEADLINE = new Setting<>(
            "SIA_OFFER_DEADLINE",
            "15s",
            "how long an agent may take to accept a job",
            Parsers.duration(SECOND, Duration.ofMinutes(10)));
    static final Setting<Duration> ATTEMPT_TIMEOUT = new Setting<>(
            "SIA_ATTEMPT_TIMEOUT",
            "1h",
            "how long one attempt at a job may take, unless the job says",
            Parsers.duration(SECOND, Duration.ofDays(7)));
    static final Setting<Duration> STUCK_AFTER = new Setting<>(
            "SIA_STUCK_AFTER",
            "60m",
            "an attempt whose log and steps stand still for so long is ended",
            Parsers.duration(Duration.ofMinutes(1), DAY));

    /** In the order of {@code --help}. */
    static final List<Setting<?>> ALL = List.of(
            HTTP_HOST,
            HTTP_PORT,
            HTTP_TLS_CERT_FILE,
            HTTP_TLS_KEY_FILE,
            PUBLIC_URL,
            ALLOWED_ORIGINS,
            TRUSTED_PROXIES,
            HTTP_CONNECTIONS,
            HTTP_REQUESTS,
            LIVE_SOCKETS,
            LIVE_SOCKETS_PER_ORGANIZATION,
            GRPC_HOST,
            GRPC_PORT,
            GRPC_TLS_CERT_FILE,
            GRPC_TLS_KEY_FILE,
            GRPC_TLS_CLIENT_CA_FILE,
            GRPC_CONNECTIONS,
            GRPC_CONNECTIONS_PER_ADDRESS,
            MANAGEMENT_HOST,
            MANAGEMENT_PORT,
            DATA_DIR,
            CONFIG_FILE,
            LOG_LEVEL,
            DATABASE_URL,
            DATABASE_PROGRAMS_DIR,
            DATABASE_USER,
            DATABASE_PASSWORD,
            DATABASE_POOL_SIZE,
            DATABASE_TIMEOUT,
            AUDIT_KEEP,
            TEMPORAL_TARGET,
            TEMPORAL_NAMESPACE,
            TEMPORAL_TASK_QUEUE,
            TEMPORAL_API_KEY,
            TEMPORAL_TLS,
            TEMPORAL_TLS_CA_FILE,
            TEMPORAL_TLS_CERT_FILE,
            TEMPORAL_TLS_KEY_FILE,
            PROPELAUTH_URL,
            PROPELAUTH_INTEGRATION_KEY,
            PROPELAUTH_VERIFIER_KEY,
            PROPELAUTH_JWKS_URL,
            ALLOW_DEVELOPMENT_IDENTITY,
            MAX_BODY_BYTES,
            RATE_LIMIT_PER_PRINCIPAL,
            RATE_LIMIT_PER_ORGANIZATION,
            RATE_LIMIT_REFUSED_CREDENTIALS,
            MAX_LOG_BATCH,
            AGENT_HEARTBEAT_INTERVAL,
            AGENT_GRACE,
            OFFER_DEADLINE,
            ATTEMPT_TIMEOUT,
            STUCK_AFTER);

    private Settings() {}

    static String help() {
        StringBuilder help = new StringBuilder("""
                Usage: sia server [--help]
                       sia server measure [OPTION...]

                Starts the control plane. Without any setting it runs a PostgreSQL, a Temporal and an issuer of
                development tokens of its own. 'measure' tells what its database and its Temporal can do, see
                'sia server measure --help'. Settings are environment variables:

                """);
        for (Setting<?> setting : ALL) {
            String standard = setting.defaultText().isEmpty() ? "" : " [" + setting.defaultText() + "]";
            help.append("  %-34s %s%s%n".formatted(setting.name(), setting.meaning(), standard));
        }
        return help.append("""

                        Ends with 0 after SIGTERM or SIGINT, 1 when it cannot start, 2 when a setting is wrong.
                        """).toString();
    }
}
