package dev.sia.sdk;

import dev.sia.api.client.ApiClient;
import dev.sia.api.client.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Opens downloads as streams. The generated client would put the whole log into a file before anybody can read of it. */
final class LogDownload {
    private static final int OK = 200;

    private final ApiClient api;

    LogDownload(ApiClient api) {
        this.api = api;
    }

    InputStream open(UUID organizationId, UUID jobId, @Nullable Integer attempt, LogFormat format) throws ApiException {
        String path = "/v1/organizations/" + organizationId + "/jobs/" + jobId + "/logs/download"
                + (attempt == null ? "" : "?attempt=" + attempt);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api.getBaseUri() + path))
                .header("Accept", format.mediaType())
                .header("Accept-Encoding", "gzip")
                .GET();
        if (api.getReadTimeout() != null) {
            request.timeout(api.getReadTimeout());
        }
        api.getRequestInterceptor().accept(request);
        try {
            return body(api.getHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new ApiException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(e);
        }
    }

    private static InputStream body(HttpResponse<InputStream> response) throws IOException, ApiException {
        InputStream body = ApiClient.getResponseBody(response);
        if (response.statusCode() == OK) {
            return body;
        }
        try (body) {
            String problem = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            throw new ApiException(response.statusCode(), "download refused", response.headers(), problem);
        }
    }
}
