package dev.sia.validation;

import dev.sia.validation.Exchange.Answer;
import dev.sia.validation.Exchange.Bytes;
import dev.sia.validation.Exchange.Request;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a request and its answer on their way through Jetty. They are judged before the last byte leaves, so whoever has the answer
 * knows that a finding is there, too.
 */
final class WatchedStream extends HttpStream.Wrapper {
    private final Contracts contracts;
    private final Findings findings;
    private final KeptBytes requestBody = new KeptBytes();
    private final KeptBytes answerBody = new KeptBytes();
    private @Nullable Request request;
    private @Nullable Answer answer;
    private @Nullable EventWatch events;
    private boolean judged;

    WatchedStream(HttpStream stream, Contracts contracts, Findings findings) {
        super(stream);
        this.contracts = contracts;
        this.findings = findings;
    }

    @Override
    public Content.@Nullable Chunk read() {
        Content.Chunk chunk = super.read();
        if (chunk != null && chunk.hasRemaining()) {
            synchronized (this) {
                requestBody.add(chunk.getByteBuffer());
            }
        }
        return chunk;
    }

    @Override
    public void send(
            MetaData.Request asked,
            MetaData.@Nullable Response response,
            boolean last,
            @Nullable ByteBuffer content,
            Callback callback) {
        Watch.safely(() -> look(asked, response, last, content));
        super.send(asked, response, last, content, callback);
    }

    private synchronized void look(
            MetaData.Request asked, MetaData.@Nullable Response response, boolean last, @Nullable ByteBuffer content) {
        // 100 says that the body may come, and nothing else.
        if (response != null && response.getStatus() >= 101) {
            begin(asked, response);
        }
        if (content != null && content.hasRemaining()) {
            if (events != null) {
                events.add(content);
            } else {
                answerBody.add(content);
            }
        }
        if (last) {
            end(true);
        }
    }

    private void begin(MetaData.Request asked, MetaData.Response response) {
        request = new Request(
                asked.getMethod(),
                String.valueOf(asked.getHttpURI().getPath()),
                asked.getHttpURI().getQuery() == null ? "" : asked.getHttpURI().getQuery(),
                headers(asked.getHttpFields()),
                Bytes.NONE);
        answer = new Answer(response.getStatus(), headers(response.getHttpFields()), Bytes.NONE);
        events = EventWatch.of(contracts.rest(), request, answer, findings);
    }

    private static Map<String, List<String>> headers(HttpFields fields) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        fields.forEach(
                field -> headers.computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                        .add(String.valueOf(field.getValue())));
        return headers;
    }

    /** @param whole whether all of the answer has come; otherwise it was cut off */
    private synchronized void end(boolean whole) {
        if (judged || request == null || answer == null) {
            return;
        }
        judged = true;
        boolean bodiless = request.method().equals("HEAD");
        Exchange exchange = new Exchange(
                new Request(
                        request.method(), request.path(), request.query(), request.headers(), requestBody.bytes(true)),
                new Answer(answer.status(), answer.headers(), answerBody.bytes(whole && !bodiless)));
        findings.countExchange();
        if (!exchange.answer().body().whole() && events == null && !bodiless) {
            findings.countPartly();
        }
        contracts.rest().flaws(exchange).forEach(findings::add);
    }

    @Override
    public void succeeded() {
        Watch.safely(() -> end(false));
        super.succeeded();
    }

    @Override
    public void failed(Throwable cause) {
        Watch.safely(() -> end(false));
        super.failed(cause);
    }
}
