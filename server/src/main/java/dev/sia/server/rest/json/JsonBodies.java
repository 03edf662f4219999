package dev.sia.server.rest.json;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** JSON in both directions. What goes out is whole before it begins to, so it goes at once and with its length. */
public final class JsonBodies extends JacksonJsonProvider {
    public JsonBodies(JsonMapper json) {
        super(json);
    }

    @Override
    public void writeTo(
            Object value,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(1_024);
        super.writeTo(value, type, genericType, annotations, mediaType, headers, body);
        headers.putSingle(HttpHeaders.CONTENT_LENGTH, body.size());
        body.writeTo(out);
    }
}
