package dev.sia.server.db;

import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.ibatis.type.BaseTypeHandler;
import org.apache.ibatis.type.JdbcType;
import org.jspecify.annotations.Nullable;

/** Enums as text in lower case: {@code IN_PROGRESS} is stored as {@code in_progress}. */
public final class LowerCaseEnumTypeHandler<E extends Enum<E>> extends BaseTypeHandler<E> {
    private final Class<E> type;

    /** Called by MyBatis for every enum that it meets. */
    public LowerCaseEnumTypeHandler(Class<E> type) {
        this.type = type;
    }

    static String stored(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void setNonNullParameter(PreparedStatement statement, int index, E value, @Nullable JdbcType jdbcType)
            throws SQLException {
        statement.setString(index, stored(value));
    }

    @Override
    public @Nullable E getNullableResult(ResultSet row, String column) throws SQLException {
        return read(row.getString(column));
    }

    @Override
    public @Nullable E getNullableResult(ResultSet row, int column) throws SQLException {
        return read(row.getString(column));
    }

    @Override
    public @Nullable E getNullableResult(CallableStatement call, int column) throws SQLException {
        return read(call.getString(column));
    }

    private @Nullable E read(@Nullable String stored) {
        return stored == null ? null : Enum.valueOf(type, stored.toUpperCase(Locale.ROOT));
    }
}
