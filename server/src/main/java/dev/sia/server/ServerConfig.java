package dev.sia.server;

import dev.sia.server.http.AddressRange;
import dev.sia.server.limit.RateLimits;
import dev.sia.server.tls.PemFile;
import dev.sia.server.tls.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that an operator decided, checked. Ports may be 0 for "any free one", so the addresses that clients use are
 * known only after the start.
 *
 * @param propelAuth empty for the development issuer
 * @param rates how often callers may ask
 */
public record ServerConfig(
        Http http,
        Grpc grpc,
        Management management,
        Storage storage,
        Temporal temporal,
        Optional<PropelAuth> propelAuth,
        Limits limits,
        RateLimits.Rates rates) {
    /** An address to listen on. */
    public record Listen(String host, int port) {}

    /** For operators: where health and metrics are, and how much is logged. */
    public record Management(Listen listen, String logLevel) {}

    /**
     * The port for people's tools.
     *
     * @param publicUrl how clients reach the server, when that is not the address it listens on
     * @param capacity what of it there may be at once
     * @param trustedProxies whose word about a client's address counts
     * @param liveSockets most sockets and streams of live views
     * @param liveSocketsPerOrganization most of those that watch the same organization
     * @param tls empty for none
     */
    public record Http(
            Listen listen,
            Optional<URI> publicUrl,
            List<String> allowedOrigins,
            List<AddressRange> trustedProxies,
            Capacity capacity,
            int maxBodyBytes,
            int liveSockets,
            int liveSocketsPerOrganization,
            Optional<TlsFiles> tls) {
        public Http {
            allowedOrigins = List.copyOf(allowedOrigins);
            trustedProxies = List.copyOf(trustedProxies);
        }

        /** Origins of web pages that may call: those allowed, and the server's own. */
        public List<String> origins() {
            return Stream.concat(
                            allowedOrigins.stream(),
                            publicUrl.stream().map(url -> url.getScheme() + "://" + url.getRawAuthority()))
                    .toList();
        }
    }

    /** Of the HTTP port: connections, and requests that are being answered. */
    public record Capacity(int connections, int requests) {}

    /**
     * The port for agents.
     *
     * @param tls empty for none
     * @param mostConnections of this node
     * @param mostConnectionsPerAddress of those
     */
    public record Grpc(Listen listen, Optional<TlsFiles> tls, int mostConnections, int mostConnectionsPerAddress) {}

    /**
     * Where things are kept.
     *
     * @param dataDirectory what belongs to this server alone
     * @param databasePrograms where the programs of the embedded PostgreSQL are; empty for the data directory
     * @param external empty for the embedded PostgreSQL
     * @param auditKeep how long entries of the audit stay
     */
    public record Storage(
            Path dataDirectory,
            Optional<Path> databasePrograms,
            Optional<ExternalDatabase> external,
            int poolSize,
            Duration timeout,
            Duration auditKeep) {}

    /** A PostgreSQL that somebody else runs. */
    public record ExternalDatabase(String url, String user, Secret password) {}

    /** @param target {@code host:port}; empty for the one inside this process */
    public record Temporal(
            Optional<String> target, String namespace, String taskQueue, Optional<Secret> apiKey, Optional<Tls> tls) {}

    /** Files in PEM; without any of them the system's certificates count. */
    public record Tls(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {}

    /**
     * The real identity provider; at least one of key, jwks and integration key is there, and not both of the first two.
     *
     * @param issuer the origin of its auth URL
     */
    public record PropelAuth(
            String issuer, Optional<PublicKey> verifierKey, Optional<URI> jwks, Optional<Secret> integrationKey) {}

    /** How much and how long. */
    public record Limits(
            int maxLogBatch,
            Duration agentHeartbeatInterval,
            Duration agentGrace,
            Duration offerDeadline,
            Duration attemptTimeout,
            Duration stuckAfter) {}

    /**
     * Reads settings from the environment and from the file that {@code SIA_CONFIG_FILE} names.
     *
     * @throws ConfigException with every mistake there is
     */
    public static ServerConfig read(Map<String, String> environment) {
        ConfigReader reader = new ConfigReader(environment);
        ServerConfig config = new ServerConfig(
                new Http(
                        new Listen(reader.read(Settings.HTTP_HOST), reader.read(Settings.HTTP_PORT)),
                        reader.read(Settings.PUBLIC_URL),
                        reader.read(Settings.ALLOWED_ORIGINS),
                        reader.read(Settings.TRUSTED_PROXIES),
                        new Capacity(reader.read(Settings.HTTP_CONNECTIONS), reader.read(Settings.HTTP_REQUESTS)),
                        reader.read(Settings.MAX_BODY_BYTES),
                        reader.read(Settings.LIVE_SOCKETS),
                        reader.read(Settings.LIVE_SOCKETS_PER_ORGANIZATION),
                        tls(reader, Settings.HTTP_TLS_CERT_FILE, Settings.HTTP_TLS_KEY_FILE, Optional.empty())),
                new Grpc(
                        new Listen(reader.read(Settings.GRPC_HOST), reader.read(Settings.GRPC_PORT)),
                        tls(
                                reader,
                                Settings.GRPC_TLS_CERT_FILE,
                                Settings.GRPC_TLS_KEY_FILE,
                                Optional.of(Settings.GRPC_TLS_CLIENT_CA_FILE)),
                        reader.read(Settings.GRPC_CONNECTIONS),
                        reader.read(Settings.GRPC_CONNECTIONS_PER_ADDRESS)),
                new Management(
                        new Listen(reader.read(Settings.MANAGEMENT_HOST), reader.read(Settings.MANAGEMENT_PORT)),
                        reader.read(Settings.LOG_LEVEL)),
                storage(reader, environment),
                temporal(reader),
                propelAuth(reader),
                limits(reader),
                new RateLimits.Rates(
                        reader.read(Settings.RATE_LIMIT_PER_PRINCIPAL),
                        reader.read(Settings.RATE_LIMIT_PER_ORGANIZATION),
                        reader.read(Settings.RATE_LIMIT_REFUSED_CREDENTIALS)));
        reader.read(Settings.CONFIG_FILE);
        config.checkMix(reader);
        if (!reader.mistakes().isEmpty()) {
            throw new ConfigException(reader.mistakes());
        }
        return config;
    }

    private static Path defaultDataDirectory(Map<String, String> environment) {
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        Path base = data.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "share") : Path.of(data);
        return base.resolve("sia").toAbsolutePath();
    }

    private static Storage storage(ConfigReader reader, Map<String, String> environment) {
        Path directory = reader.read(Settings.DATA_DIR).orElseGet(() -> defaultDataDirectory(environment));
        Optional<String> url = reader.read(Settings.DATABASE_URL);
        String user = reader.read(Settings.DATABASE_USER);
        Secret password = reader.read(Settings.DATABASE_PASSWORD);
        int poolSize = reader.read(Settings.DATABASE_POOL_SIZE);
        if (reader.isSet(Settings.DATABASE_URL)) {
            reader.require(!user.isEmpty(), Settings.DATABASE_USER, "is needed with SIA_DATABASE_URL");
            reader.require(
                    !reader.isSet(Settings.DATABASE_PROGRAMS_DIR),
                    Settings.DATABASE_PROGRAMS_DIR,
                    "means nothing with SIA_DATABASE_URL");
        } else {
            for (Setting<?> lone : List.of(Settings.DATABASE_USER, Settings.DATABASE_PASSWORD)) {
                reader.require(!reader.isSet(lone), lone, "means nothing without SIA_DATABASE_URL");
            }
        }
        return new Storage(
                directory,
                reader.read(Settings.DATABASE_PROGRAMS_DIR),
                url.map(address -> new ExternalDatabase(address, user, password)),
                poolSize,
                reader.read(Settings.DATABASE_TIMEOUT),
                reader.read(Settings.AUDIT_KEEP));
    }

    private static Temporal temporal(ConfigReader reader) {
        Temporal temporal = new Temporal(
                reader.read(Settings.TEMPORAL_TARGET),
                reader.read(Settings.TEMPORAL_NAMESPACE),
                reader.read(Settings.TEMPORAL_TASK_QUEUE),
                reader.read(Settings.TEMPORAL_API_KEY),
                tls(reader));
        if (!reader.isSet(Settings.TEMPORAL_TARGET)) {
            for (Setting<?> lone : List.of(
                    Settings.TEMPORAL_NAMESPACE,
                    Settings.TEMPORAL_API_KEY,
                    Settings.TEMPORAL_TLS,
                    Settings.TEMPORAL_TLS_CA_FILE,
                    Settings.TEMPORAL_TLS_CERT_FILE,
                    Settings.TEMPORAL_TLS_KEY_FILE)) {
                reader.require(!reader.isSet(lone), lone, "means nothing without SIA_TEMPORAL_TARGET");
            }
        }
        return temporal;
    }

    private static Optional<Tls> tls(ConfigReader reader) {
        Tls tls = new Tls(
                reader.read(Settings.TEMPORAL_TLS_CA_FILE),
                reader.read(Settings.TEMPORAL_TLS_CERT_FILE),
                reader.read(Settings.TEMPORAL_TLS_KEY_FILE));
        boolean wanted = reader.read(Settings.TEMPORAL_TLS) || reader.isSet(Settings.TEMPORAL_API_KEY);
        boolean certificate = reader.isSet(Settings.TEMPORAL_TLS_CERT_FILE);
        boolean key = reader.isSet(Settings.TEMPORAL_TLS_KEY_FILE);
        reader.require(!certificate || key, Settings.TEMPORAL_TLS_KEY_FILE, "is needed with the certificate");
        reader.require(!key || certificate, Settings.TEMPORAL_TLS_CERT_FILE, "is needed with the key");
        return wanted || certificate || tls.authorities().isPresent() ? Optional.of(tls) : Optional.empty();
    }

    /** The TLS of a port; a part of it alone is a mistake. */
    private static Optional<TlsFiles> tls(
            ConfigReader reader,
            Setting<Optional<Path>> certificate,
            Setting<Optional<Path>> key,
            Optional<Setting<Optional<Path>>> clientAuthorities) {
        boolean certificateSet = reader.isSet(certificate);
        boolean keySet = reader.isSet(key);
        reader.require(!certificateSet || keySet, key, "is needed with " + certificate.name());
        reader.require(!keySet || certificateSet, certificate, "is needed with " + key.name());
        clientAuthorities.ifPresent(setting -> reader.require(
                !reader.isSet(setting) || certificateSet, certificate, "is needed with " + setting.name()));
        Optional<PemFile> shown = pemFile(reader, certificate);
        Optional<PemFile> secret = pemFile(reader, key);
        Optional<PemFile> trusted = clientAuthorities.flatMap(setting -> pemFile(reader, setting));
        return shown.isPresent() && secret.isPresent()
                ? Optional.of(new TlsFiles(shown.get(), secret.get(), trusted))
                : Optional.empty();
    }

    private static Optional<PemFile> pemFile(ConfigReader reader, Setting<Optional<Path>> setting) {
        return reader.read(setting).map(path -> new PemFile(setting.name(), path));
    }

    private static Optional<PropelAuth> propelAuth(ConfigReader reader) {
        Optional<URI> url = reader.read(Settings.PROPELAUTH_URL);
        Optional<PublicKey> key = reader.read(Settings.PROPELAUTH_VERIFIER_KEY);
        Optional<URI> jwks = reader.read(Settings.PROPELAUTH_JWKS_URL);
        Optional<Secret> integrationKey = reader.read(Settings.PROPELAUTH_INTEGRATION_KEY);
        boolean keySet = reader.isSet(Settings.PROPELAUTH_VERIFIER_KEY);
        boolean jwksSet = reader.isSet(Settings.PROPELAUTH_JWKS_URL);
        boolean integrationSet = reader.isSet(Settings.PROPELAUTH_INTEGRATION_KEY);
        if (reader.isSet(Settings.PROPELAUTH_URL)) {
            reader.require(
                    keySet || jwksSet || integrationSet,
                    Settings.PROPELAUTH_URL,
                    "needs SIA_PROPELAUTH_INTEGRATION_KEY, SIA_PROPELAUTH_VERIFIER_KEY or SIA_PROPELAUTH_JWKS_URL:"
                            + " there is no way to check its tokens");
            reader.require(
                    !keySet || !jwksSet,
                    Settings.PROPELAUTH_JWKS_URL,
                    "cannot be used together with SIA_PROPELAUTH_VERIFIER_KEY: keys come from one place");
        } else {
            for (Setting<?> lone : List.of(
                    Settings.PROPELAUTH_INTEGRATION_KEY,
                    Settings.PROPELAUTH_VERIFIER_KEY,
                    Settings.PROPELAUTH_JWKS_URL)) {
                reader.require(!reader.isSet(lone), lone, "means nothing without SIA_PROPELAUTH_URL");
            }
        }
        return url.map(address -> new PropelAuth(origin(address), key, jwks, integrationKey));
    }

    /** As the provider writes it into its tokens: without a path, and without the port that goes without saying. */
    private static String origin(URI address) {
        String scheme = address.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = address.getPort() < 0 || address.getPort() == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + address.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + address.getPort());
    }

    private static Limits limits(ConfigReader reader) {
        Limits limits = new Limits(
                reader.read(Settings.MAX_LOG_BATCH),
                reader.read(Settings.AGENT_HEARTBEAT_INTERVAL),
                reader.read(Settings.AGENT_GRACE),
                reader.read(Settings.OFFER_DEADLINE),
                reader.read(Settings.ATTEMPT_TIMEOUT),
                reader.read(Settings.STUCK_AFTER));
        reader.require(
                limits.agentGrace().compareTo(limits.agentHeartbeatInterval().multipliedBy(2)) >= 0,
                Settings.AGENT_GRACE,
                "must be at least twice SIA_AGENT_HEARTBEAT_INTERVAL");
        return limits;
    }

    private void checkMix(ConfigReader reader) {
        boolean allowed = reader.read(Settings.ALLOW_DEVELOPMENT_IDENTITY);
        boolean external = reader.isSet(Settings.DATABASE_URL);
        boolean development = !reader.isSet(Settings.PROPELAUTH_URL);
        reader.require(
                !external || !development || allowed,
                Settings.PROPELAUTH_URL,
                "is needed with SIA_DATABASE_URL: development tokens would open a shared database"
                        + " (SIA_ALLOW_DEVELOPMENT_IDENTITY=true allows it)");
    }
}
