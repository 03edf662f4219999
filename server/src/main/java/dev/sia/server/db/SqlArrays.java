package dev.sia.server.db;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists as SQL arrays, for {@code = ANY(…)} and {@code unnest(…)}; the first element tells the type. */
final class SqlArrays {
    private SqlArrays() {}

    static Array of(Connection connection, List<?> values) throws SQLException {
        if (!values.isEmpty() && values.getFirst() instanceof byte[]) {
            // As this very type the driver sends it in binary.
            return connection.createArrayOf("bytea", values.toArray(byte[][]::new));
        }
        @Nullable Object[] elements = values.stream().map(SqlArrays::element).toArray();
        return connection.createArrayOf(typeOf(elements), elements);
    }

    private static @Nullable Object element(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Json json -> json.text();
            case Record id when ValueRecords.isValueRecord(id.getClass()) -> element(ValueRecords.valueOf(id));
            case Enum<?> constant -> LowerCaseEnumTypeHandler.stored(constant);
            case Instant time -> time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
            default -> value;
        };
    }

    private static String typeOf(@Nullable Object[] elements) {
        for (Object element : elements) {
            if (element != null) {
                return switch (element) {
                    case UUID id -> "uuid";
                    case Long number -> "int8";
                    case Integer number -> "int4";
                    case Boolean flag -> "bool";
                    case java.time.OffsetDateTime time -> "timestamptz";
                    default -> "text";
                };
            }
        }
        return "text";
    }
}
