package dev.sia.server.db;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.ibatis.type.JdbcType;
import org.apache.ibatis.type.TypeHandlerRegistry;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** A record marked {@link StoredAsJson} as a {@code jsonb} column. */
final class JsonRecordTypeHandler<R extends Record> extends ColumnTypeHandler<R> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private final Class<R> type;

    private JsonRecordTypeHandler(Class<R> type) {
        this.type = type;
    }

    static void register(TypeHandlerRegistry registry, Class<?> type) {
        registerTyped(registry, type.asSubclass(Record.class));
    }

    private static <R extends Record> void registerTyped(TypeHandlerRegistry registry, Class<R> type) {
        registry.register(type, new JsonRecordTypeHandler<>(type));
    }

    @Override
    public void setNonNullParameter(PreparedStatement statement, int index, R value, @Nullable JdbcType jdbcType)
            throws SQLException {
        PGobject object = new PGobject();
        object.setType("jsonb");
        try {
            object.setValue(JSON.writeValueAsString(value));
        } catch (JsonProcessingException unwritable) {
            throw new SQLException("Cannot write " + type, unwritable);
        }
        statement.setObject(index, object);
    }

    @Override
    @Nullable
    R read(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        try {
            return text == null ? null : JSON.readValue(text, type);
        } catch (JsonProcessingException unreadable) {
            throw new SQLException("Column " + column + " does not fit " + type, unreadable);
        }
    }
}
