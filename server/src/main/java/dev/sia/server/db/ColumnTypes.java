package dev.sia.server.db;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.type.JdbcType;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** The types of PostgreSQL that the driver or MyBatis would map differently from what the records want. */
final class ColumnTypes {
    private ColumnTypes() {}

    /** {@code uuid}. */
    static final class UuidColumn extends ColumnTypeHandler<UUID> {
        @Override
        public void setNonNullParameter(PreparedStatement statement, int index, UUID value, @Nullable JdbcType jdbcType)
                throws SQLException {
            statement.setObject(index, value);
        }

        @Override
        @Nullable
        UUID read(ResultSet row, int column) throws SQLException {
            return row.getObject(column, UUID.class);
        }
    }

    /** {@code timestamptz}, cut (not rounded) to the microseconds that PostgreSQL keeps. */
    static final class InstantColumn extends ColumnTypeHandler<Instant> {
        @Override
        public void setNonNullParameter(
                PreparedStatement statement, int index, Instant value, @Nullable JdbcType jdbcType)
                throws SQLException {
            statement.setObject(index, value.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
        }

        @Override
        @Nullable
        Instant read(ResultSet row, int column) throws SQLException {
            OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
            return value == null ? null : value.toInstant();
        }
    }

    /** {@code jsonb}. */
    static final class JsonColumn extends ColumnTypeHandler<Json> {
        @Override
        public void setNonNullParameter(PreparedStatement statement, int index, Json value, @Nullable JdbcType jdbcType)
                throws SQLException {
            PGobject object = new PGobject();
            object.setType("jsonb");
            object.setValue(value.text());
            statement.setObject(index, object);
        }

        @Override
        @Nullable
        Json read(ResultSet row, int column) throws SQLException {
            String text = row.getString(column);
            return text == null ? null : new Json(text);
        }
    }

    /** {@code text[]} as a list of strings; as a parameter a list may also hold UUIDs, id records, numbers or enums. */
    static final class TextArrayColumn extends ColumnTypeHandler<List<?>> {
        @Override
        public void setNonNullParameter(
                PreparedStatement statement, int index, List<?> value, @Nullable JdbcType jdbcType)
                throws SQLException {
            statement.setArray(index, SqlArrays.of(statement.getConnection(), value));
        }

        @Override
        @Nullable
        List<?> read(ResultSet row, int column) throws SQLException {
            Array array = row.getArray(column);
            return array == null ? null : List.of((String[]) array.getArray());
        }
    }
}
