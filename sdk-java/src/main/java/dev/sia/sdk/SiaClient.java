package dev.sia.sdk;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.api.client.AgentsApi;
import dev.sia.api.client.ApiClient;
import dev.sia.api.client.AuditApi;
import dev.sia.api.client.HistoryApi;
import dev.sia.api.client.IdentityApi;
import dev.sia.api.client.JobsApi;
import dev.sia.api.client.KeysApi;
import dev.sia.api.client.LiveApi;
import dev.sia.api.client.LogsApi;
import dev.sia.api.client.OrganizationsApi;
import dev.sia.api.client.QueuesApi;
import dev.sia.api.model.LiveTicket;
import dev.sia.api.model.Me;
import dev.sia.sdk.live.Live;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client of one SIA server for one caller.
 *
 * <pre>{@code
 * try (SiaClient sia = SiaClient.builder().baseUrl("https://sia.example.com").tokenFile(path).build()) {
 *     UUID organization = sia.me().getOrganizations().getFirst().getId();
 *     Job job = sia.jobs(organization).create(new CreateJobRequest().prompt("…").repository(repository));
 *     try (LiveLog log = sia.live().jobLog(organization, job.getId(), LogOptions.FOLLOW)) {
 *         log.forEach(System.out::println);
 *     }
 * }
 * }</pre>
 *
 * <p>Safe for many threads; make one and keep it. Calls block; use virtual threads for many at once.
 */
public final class SiaClient implements AutoCloseable {
    private final URI baseUrl;
    private final HttpClient http;
    private final ApiClient api;
    private final Calls calls;
    private final Live live;

    private SiaClient(Builder builder, URI baseUrl, Supplier<String> token) {
        ObjectMapper mapper = SiaJson.mapper();
        this.baseUrl = baseUrl;
        HttpClient.Builder connections = HttpClient.newBuilder()
                .version(isPlain(baseUrl) ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
                .connectTimeout(builder.connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER);
        if (builder.trusted != null) {
            connections.sslContext(TrustedCertificates.context(builder.trusted));
        }
        this.http = connections.build();
        this.api = new SharedApiClient(http, mapper, baseUrl);
        this.api.setReadTimeout(builder.requestTimeout);
        this.api.setRequestInterceptor(request ->
                request.header("Authorization", "Bearer " + token.get()).header("User-Agent", builder.userAgent));
        this.calls = new Calls(builder.retries, new Problems(mapper, baseUrl), Clock.systemUTC());
        this.live = new Live(http, baseUrl, token, this::liveTicket, mapper);
    }

    /** Begins a new client. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The address of a server as this client uses it: with a scheme in small letters and without a slash at its end.
     *
     * @throws IllegalArgumentException with a sentence that says what an address must look like
     */
    public static URI address(String text) {
        URI url = parse(text);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "The server's address must look like https://host or http://host:port, not '" + text + "'.");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("The server's address " + scheme + "://" + url.getHost()
                    + " must have no user, query or fragment.");
        }
        return URI.create((scheme + url.toString().substring(scheme.length())).replaceAll("/+$", ""));
    }

    private static URI parse(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "The server's address must look like https://host or http://host:port, not '" + text + "'.", e);
        }
    }

    /** The address that this client talks to, without a slash at its end. */
    public URI baseUrl() {
        return baseUrl;
    }

    /**
     * Who the token or API key stands for and the organizations that it is good for.
     *
     * @throws dev.sia.sdk.error.SiaUnauthenticatedException when the server does not accept the token
     */
    public Me me() {
        return calls.repeatable(new IdentityApi(api)::getMe);
    }

    /** The caller's organizations. */
    public Organizations organizations() {
        return new Organizations(new OrganizationsApi(api), calls);
    }

    /** The jobs of an organization. */
    public Jobs jobs(UUID organizationId) {
        return new Jobs(organizationId, new JobsApi(api), calls);
    }

    /** The stored logs of an organization's jobs. */
    public Logs logs(UUID organizationId) {
        return new Logs(organizationId, new LogsApi(api), new LogDownload(api), calls);
    }

    /** The queues of an organization. */
    public Queues queues(UUID organizationId) {
        return new Queues(organizationId, new QueuesApi(api), calls);
    }

    /** The agents of an organization. */
    public Agents agents(UUID organizationId) {
        return new Agents(organizationId, new AgentsApi(api), calls);
    }

    /** The API keys of an organization. */
    public ApiKeys keys(UUID organizationId) {
        return new ApiKeys(organizationId, new KeysApi(api), calls);
    }

    /** What happened in an organization. */
    public History history(UUID organizationId) {
        return new History(organizationId, new HistoryApi(api), calls);
    }

    private LiveTicket liveTicket(UUID organizationId) {
        return calls.once(() -> new LiveApi(api).createLiveTicket(organizationId));
    }

    /** Who did what in an organization, from where, and who was refused. */
    public Audit audit(UUID organizationId) {
        return new Audit(organizationId, new AuditApi(api), calls);
    }

    /** Live views over WebSocket. */
    public Live live() {
        return live;
    }

    /** Breaks off what is under way and lets go of all connections and threads, at once. */
    @Override
    public void close() {
        http.shutdownNow();
    }

    private static boolean isPlain(URI url) {
        return "http".equals(url.getScheme());
    }

    /** Settings of a client; the address and one source of tokens are required. */
    public static final class Builder {
        private @Nullable URI baseUrl;
        private @Nullable Supplier<String> token;
        private @Nullable Path trusted;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofSeconds(30);
        private RetryPolicy retries = RetryPolicy.DEFAULT;
        private String userAgent = "sia-sdk-java";

        private Builder() {}

        /** Where the server is, for example {@code https://sia.example.com}; {@code http} and {@code https} only. */
        public Builder baseUrl(URI url) {
            this.baseUrl = address(url.toString());
            return this;
        }

        /** Where the server is, for example {@code https://sia.example.com}; {@code http} and {@code https} only. */
        public Builder baseUrl(String url) {
            this.baseUrl = address(url);
            return this;
        }

        /** Asked for an access token or API key at every request and live connection; may renew it, must not block for long. */
        public Builder token(Supplier<String> supplier) {
            this.token = AccessTokens.checked(supplier);
            return this;
        }

        /** The access token or API key is the text of this file, read at every request and live connection. */
        public Builder tokenFile(Path path) {
            this.token = AccessTokens.file(path);
            return this;
        }

        /**
         * The server's certificate has to be signed by one in this file (PEM), instead of one that the machine trusts.
         * {@link #build} refuses a file that holds none.
         */
        public Builder trustedCertificates(Path pemFile) {
            this.trusted = pemFile;
            return this;
        }

        /** Longest wait for a connection. Default is 10 s. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = timeout;
            return this;
        }

        /** Longest wait for the answer to one request. Default is 30 s. */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = timeout;
            return this;
        }

        /** When to send a request again. Default is {@link RetryPolicy#DEFAULT}. */
        public Builder retries(RetryPolicy policy) {
            this.retries = policy;
            return this;
        }

        /** What the client calls itself. Default is {@code sia-sdk-java}. */
        public Builder userAgent(String name) {
            this.userAgent = name;
            return this;
        }

        /** The client. Nothing is sent yet. */
        public SiaClient build() {
            URI url = Objects.requireNonNull(baseUrl, "baseUrl is not set");
            return new SiaClient(this, url, Objects.requireNonNull(token, "token or tokenFile is not set"));
        }
    }

    /** The generated client makes a connection pool for every tag; this one has a single one. */
    private static final class SharedApiClient extends ApiClient {
        private final HttpClient http;

        private SharedApiClient(HttpClient http, ObjectMapper mapper, URI baseUrl) {
            super(HttpClient.newBuilder(), mapper, baseUrl.toString());
            this.http = http;
        }

        @Override
        public HttpClient getHttpClient() {
            return http;
        }
    }
}
