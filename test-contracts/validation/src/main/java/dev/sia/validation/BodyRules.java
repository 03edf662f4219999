package dev.sia.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.validation.Exchange.Answer;
import dev.sia.validation.Exchange.Bytes;
import dev.sia.validation.Exchange.Request;
import dev.sia.validation.Operation.Body;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What bodies have to be like. */
final class BodyRules {
    static final String PROBLEM = "application/problem+json";
    static final String EVENTS = "text/event-stream";
    private static final String PROBLEM_TYPE = "problem.Problem";
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final SchemaBundle schemas;

    BodyRules(SchemaBundle schemas) {
        this.schemas = schemas;
    }

    /** @param declared bodies by media type */
    List<String> flaws(Map<String, Body> declared, Answer answer) {
        byte[] content = answer.body().content();
        Optional<String> type = answer.header("content-type").map(Exchange::essence);
        if (type.isEmpty()) {
            return content.length == 0 && declared.isEmpty()
                    ? List.of()
                    : List.of(declared.isEmpty() ? "there is a body, and none is declared" : "there is no media type");
        }
        Body body = declared.getOrDefault(type.get(), declared.get("*/*"));
        if (body == null) {
            return List.of("media type " + type.get() + " of status " + answer.status() + " is not declared");
        }
        List<String> flaws = new ArrayList<>(content(body, plain(answer)));
        if (type.get().equals(PROBLEM) && flaws.isEmpty() && answer.body().whole()) {
            flaws.addAll(statusFlaws(answer));
        }
        return flaws;
    }

    /** What is wrong with an answer that has to be a problem. */
    List<String> problemFlaws(Answer answer) {
        Body problem = new Body(Optional.of(PROBLEM_TYPE), Map.of(), Optional.empty());
        return flaws(Map.of(PROBLEM, problem), answer);
    }

    /** @param declared bodies by media type; empty when the operation takes none */
    List<String> requestFlaws(Map<String, Body> declared, Request request) {
        if (declared.isEmpty()) {
            return request.body().content().length == 0 ? List.of() : List.of("a body, and the operation takes none");
        }
        String type =
                request.headers().getOrDefault("content-type", List.of("")).getFirst();
        Body body = declared.get(Exchange.essence(type));
        return body == null ? List.of("media type '" + type + "' is not declared") : content(body, request.body());
    }

    private List<String> content(Body body, Bytes bytes) {
        if (body.line().isPresent()) {
            String text = new String(bytes.content(), StandardCharsets.UTF_8);
            // What comes after the last line end is no whole line.
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .flatMap(line -> json(body.line().get(), line).stream())
                    .toList();
        }
        // A stream of events was looked at while it came.
        return body.type().isEmpty() || !bytes.whole()
                ? List.of()
                : json(body.type().get(), new String(bytes.content(), StandardCharsets.UTF_8));
    }

    private List<String> json(String type, String text) {
        try {
            return schemas.flaws(type, JSON.readTree(text));
        } catch (JsonProcessingException notJson) {
            return List.of("no JSON: " + notJson.getOriginalMessage());
        }
    }

    /** What is wrong with one event of a stream; null stands for no name and no data. */
    List<String> eventFlaws(Body body, @Nullable String name, @Nullable String data) {
        String type = body.events().get(String.valueOf(name));
        if (type == null) {
            return List.of("event '" + name + "' is not declared");
        }
        return json(type, String.valueOf(data)).stream()
                .map(flaw -> "event '" + name + "': " + flaw)
                .toList();
    }

    private static List<String> statusFlaws(Answer answer) {
        try {
            JsonNode status = JSON.readTree(answer.body().content()).path("status");
            return status.asInt() == answer.status()
                    ? List.of()
                    : List.of("the problem says status " + status + " in an answer with " + answer.status());
        } catch (IOException looked) {
            throw new UncheckedIOException(looked);
        }
    }

    /** The beginning of a compressed body is as good as that of any other. */
    private static Bytes plain(Answer answer) {
        Bytes body = answer.body();
        if (answer.header("content-encoding").filter("gzip"::equalsIgnoreCase).isEmpty()) {
            return body;
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body.content()))) {
            int read = gzip.read(buffer);
            while (read >= 0 && plain.size() < KeptBytes.MOST) {
                plain.write(buffer, 0, read);
                read = gzip.read(buffer);
            }
            return new Bytes(plain.toByteArray(), body.whole() && read < 0);
        } catch (EOFException cut) {
            return new Bytes(plain.toByteArray(), false);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
