package dev.sia.server.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sia.server.event.Event;
import dev.sia.server.feed.RecordEncoder;
import dev.sia.server.log.LogLine;

/** The records of feeds as the bytes that every watcher of them gets. */
public final class RecordJson implements RecordEncoder {
    /** The threads that write are many and live long; none of them keeps buffers of its own. */
    private static final int BUFFERS = 64;

    private final ObjectWriter writer = JsonMapper.builder(JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS))
                    .build())
            .addModule(new JavaTimeModule())
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build()
            .writer();

    @Override
    public byte[] line(LogLine line) {
        return bytes(LogLineJson.of(line));
    }

    @Override
    public byte[] event(Event event) {
        return bytes(EventJson.of(event));
    }

    private byte[] bytes(Object json) {
        try {
            return writer.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A record cannot be written", impossible);
        }
    }
}
