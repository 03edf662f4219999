package dev.sia.server.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sia.api.live.ClientFrame;
import dev.sia.api.live.ServerFrame;
import dev.sia.server.json.JsonLimits;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** Frames as text, strict towards clients: what the contract does not know is refused. Safe for use by many threads. */
final class FrameJson {
    /** Buffers that a session's thread would otherwise keep for as long as the session lasts. */
    private static final int BUFFERS = 64;

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(JsonLimits.CONSTRAINTS)
                    .recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS))
                    .build())
            .addModule(new JavaTimeModule())
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    textual -> textual.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private final Validator validator = Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory()
            .getValidator();

    /** Reads what a client sent; anything that breaks the contract ends the session. */
    ClientFrame read(String text) {
        ClientFrame frame;
        try {
            frame = mapper.readValue(text, ClientFrame.class);
        } catch (JsonProcessingException unreadable) {
            throw new SessionEnd(CloseCode.MALFORMED, "Not a frame of this protocol: " + mistake(unreadable));
        }
        if (frame == null) {
            throw new SessionEnd(CloseCode.MALFORMED, "Not a frame of this protocol: null");
        }
        Set<ConstraintViolation<ClientFrame>> mistakes = validator.validate(frame);
        mistakes.stream().findFirst().ifPresent(mistake -> {
            throw new SessionEnd(
                    CloseCode.MALFORMED, frame.type() + "." + mistake.getPropertyPath() + " " + mistake.getMessage());
        });
        return frame;
    }

    /** Where it is and of which kind. Jackson's own words repeat what was sent, which may be secret, and name Java's classes. */
    private static String mistake(JsonProcessingException unreadable) {
        String kind = unreadable instanceof JsonMappingException mapping
                ? "not what " + place(mapping) + " can be"
                : "no valid JSON";
        JsonLocation location = unreadable.getLocation();
        return location == null ? kind : kind + ", at column " + location.getColumnNr();
    }

    private static String place(JsonMappingException mapping) {
        return mapping.getPath().isEmpty() || mapping instanceof UnrecognizedPropertyException
                ? "a frame"
                : "/" + mapping.getPath().getLast().getFieldName();
    }

    byte[] write(ServerFrame frame) {
        try {
            return mapper.writeValueAsBytes(frame);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A frame cannot be written: " + frame.type(), impossible);
        }
    }

    /**
     * The frame without the records that it is to carry.
     *
     * @param empty the brackets that it has around none of them, which are the last part of it
     */
    FrameShell around(ServerFrame frame, String empty) {
        String text = new String(write(frame), StandardCharsets.UTF_8);
        String end = empty + "}";
        if (!text.endsWith(end)) {
            throw new IllegalStateException("The records are not the last part of " + text);
        }
        String before = text.substring(0, text.length() - end.length());
        boolean list = empty.equals("[]");
        return new FrameShell(
                (list ? before + "[" : before).getBytes(StandardCharsets.UTF_8),
                (list ? "]}" : "}").getBytes(StandardCharsets.UTF_8));
    }
}
