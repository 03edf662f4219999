package dev.sia.contracts.secret;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.server.Addresses;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Uses a secret on every surface where it does not belong, and keeps all that the server answers. */
final class Abuse implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final URI http;
    private final UUID organization;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ManagedChannel channel;
    private final StringBuffer answers = new StringBuffer();

    Abuse(Addresses addresses, UUID organization) {
        this.http = URI.create(addresses.httpUrl());
        this.organization = organization;
        this.channel = NettyChannelBuilder.forTarget(addresses.grpcTarget())
                .usePlaintext()
                .build();
    }

    /** Everything that came back. */
    String answers() {
        return answers.toString();
    }

    /** @param token good for whoever may do everything in the organization, so that a request comes as far as it can */
    void everywhere(String secret, String token) throws Exception {
        inHeaders(secret, token);
        inUrls(secret, token);
        inBodies(secret, token);
        inRawRequests(secret);
        inMetadata(secret);
        inFrames(secret, token);
    }

    private String jobs() {
        return "/v1/organizations/" + organization + "/jobs";
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(http.resolve(path)).timeout(Duration.ofSeconds(PATIENCE_SECONDS));
    }

    private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        answers.append(answer.statusCode())
                .append(answer.headers().map())
                .append(answer.body())
                .append('\n');
    }

    private void inHeaders(String secret, String token) throws Exception {
        String basic = Base64.getEncoder().encodeToString(("user:" + secret).getBytes(StandardCharsets.UTF_8));
        for (String credentials : List.of(
                "Bearer " + secret,
                "bearer  " + secret,
                "Bearer x" + secret + "y",
                "Bearer " + secret + " " + secret,
                "Bearer \"" + secret + "\"",
                "Token " + secret,
                "Basic " + basic,
                secret)) {
            send(request(jobs()).header("Authorization", credentials));
            send(request("/v1/me").header("Authorization", credentials));
            send(request(jobs() + "/" + UUID.randomUUID() + "/cancel")
                    .header("Authorization", credentials)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
        }
        for (String name : List.of(
                "X-Api-Key",
                "Cookie",
                "Proxy-Authorization",
                "Accept",
                "Content-Type",
                "If-Match",
                "Last-Event-ID",
                "X-Forwarded-For",
                "Forwarded",
                "Origin",
                "Referer",
                "User-Agent",
                "Accept-Encoding")) {
            send(request(jobs()).header("Authorization", "Bearer " + token).header(name, secret));
            send(request("/v1/organizations/" + organization + "/settings")
                    .header("Authorization", "Bearer " + token)
                    .header(name, secret)
                    .PUT(HttpRequest.BodyPublishers.ofString("{}")));
        }
    }

    private void inUrls(String secret, String token) throws Exception {
        String text = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        for (String path : List.of(
                jobs() + "?access_token=" + text,
                jobs() + "?cursor=" + text,
                jobs() + "?limit=" + text,
                jobs() + "?status=" + text,
                jobs() + "/" + text,
                "/v1/organizations/" + text + "/jobs",
                "/v1/organizations/" + organization + "/queues/" + text,
                "/v1/organizations/" + organization + "/audit-entries?from=" + text,
                "/v1/organizations/" + organization + "/audit-entries?outcome=" + text,
                "/v1/contracts/openapi/" + text,
                "/docs/" + text,
                "/" + text,
                "/v1/live?token=" + text)) {
            send(request(path).header("Authorization", "Bearer " + token));
            send(request(path));
        }
    }

    private void inBodies(String secret, String token) throws Exception {
        for (String body : List.of(
                secret,
                "{" + secret,
                "[\"" + secret + "\"]",
                "\"" + secret + "\"",
                "{\"prompt\": " + secret + "}",
                "{\"prompt\": {\"text\": \"" + secret + "\"}}",
                "{\"priority\": \"" + secret + "\"}",
                "{\"labels\": \"" + secret + "\"}",
                "{\"attemptTimeoutSeconds\": \"" + secret + "\"}",
                "{\"token\": \"" + secret + "\"}",
                "{\"prompt\": \"" + secret + "\"")) {
            for (String type : List.of("application/json", "text/plain", "application/x-www-form-urlencoded")) {
                send(request(jobs())
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
            }
        }
    }

    /** What no HTTP client would send. */
    private void inRawRequests(String secret) throws IOException {
        for (String text : List.of(
                secret + " / HTTP/1.1\r\nHost: sia\r\n\r\n",
                "GET /" + secret + "\r\n\r\n",
                "GET http://" + secret + "@sia/ HTTP/1.1\r\nHost: sia\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: " + secret + "@sia\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: sia\r\nAuthorization Bearer " + secret + "\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: sia\r\nAuthorization: Bearer " + secret + "\u0000\r\n\r\n",
                "GET /v1/me HTTP/" + secret + "\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: sia\r\nAuthorization: Bearer " + (secret + ".").repeat(2_000) + "\r\n\r\n",
                "POST /v1/me HTTP/1.1\r\nHost: sia\r\nContent-Length: " + secret + "\r\n\r\n")) {
            try (Socket socket = new Socket(http.getHost(), http.getPort())) {
                socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                socket.shutdownOutput();
                answers.append(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException cutOff) {
                answers.append(cutOff.getMessage());
            }
        }
    }

    private void inMetadata(String secret) throws Exception {
        for (String name : List.of("authorization", "x-api-key", "cookie")) {
            for (String value : List.of("Bearer " + secret, "Bearer x" + secret + "y", "Basic " + secret, secret)) {
                Metadata headers = new Metadata();
                headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
                enrol(headers);
                connect(headers, ConnectRequest.getDefaultInstance());
                connect(
                        headers,
                        ConnectRequest.newBuilder()
                                .setAttach(Attach.newBuilder().setProtocolMajor(99))
                                .build());
            }
        }
    }

    private void enrol(Metadata headers) {
        try {
            AgentServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .enrol(EnrolRequest.newBuilder().setName("box").build());
        } catch (StatusRuntimeException refused) {
            note(refused);
        }
    }

    private void note(Throwable refused) {
        answers.append(Status.fromThrowable(refused))
                .append(Status.trailersFromThrowable(refused))
                .append('\n');
    }

    private void connect(Metadata headers, ConnectRequest first) throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        StreamObserver<ConnectRequest> stream = AgentServiceGrpc.newStub(channel)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .connect(new StreamObserver<>() {
                    @Override
                    public void onNext(ConnectResponse frame) {
                        answers.append(frame);
                    }

                    @Override
                    public void onError(Throwable refused) {
                        note(refused);
                        over.complete(null);
                    }

                    @Override
                    public void onCompleted() {
                        over.complete(null);
                    }
                });
        try {
            stream.onNext(first);
            stream.onCompleted();
        } catch (IllegalStateException alreadyRefused) {
            answers.append(alreadyRefused.getMessage());
        }
        over.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void inFrames(String secret, String token) throws Exception {
        String authenticate = "{\"type\":\"authenticate\",\"token\":\"" + token + "\"}";
        for (List<String> frames : List.of(
                List.of("{\"type\":\"authenticate\",\"token\":\"" + secret + "\"}"),
                List.of("{\"type\":\"authenticate\",\"token\":\"x" + secret + "y\"}"),
                List.of("{\"type\":\"authenticate\",\"token\":\"" + secret),
                List.of("{\"type\":\"authenticate\",\"password\":\"" + secret + "\"}"),
                List.of("{\"type\":\"" + secret + "\"}"),
                List.of(secret),
                List.of(authenticate, authenticate.replace(token, secret)),
                List.of(authenticate, "{\"type\":\"subscribe\",\"subscriptionId\":\"a\",\"topic\":\"" + secret + "\"}"),
                List.of(
                        authenticate,
                        "{\"type\":\"subscribe\",\"subscriptionId\":\"a\",\"topic\":\"job\",\"organizationId\":\""
                                + secret
                                + "\"}"))) {
            live(frames);
        }
    }

    private void live(List<String> frames) throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .subprotocols("sia.live.v1")
                .buildAsync(URI.create("ws://" + http.getAuthority() + "/v1/live"), new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        answers.append(text);
                        from.request(1);
                        return null;
                    }

                    @Override
                    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                        answers.append(code).append(reason);
                        over.complete(null);
                        return null;
                    }

                    @Override
                    public void onError(WebSocket from, Throwable failure) {
                        over.complete(null);
                    }
                })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        try {
            for (String frame : frames) {
                socket.sendText(frame, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            // What is no frame ends whichever session is still there.
            socket.sendText("end", true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException overAlready) {
            answers.append(overAlready.getMessage());
        }
        try {
            over.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            socket.abort();
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        client.shutdownNow();
    }

    /** Takes an address of the management port to the answers. */
    void read(String url) {
        try {
            send(HttpRequest.newBuilder(URI.create(url)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }
}
