package dev.sia.server.db;

import java.sql.CallableStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.ibatis.type.BaseTypeHandler;
import org.jspecify.annotations.Nullable;

/** A type that is read from one column, wherever the row comes from; calls of procedures are not used. */
abstract class ColumnTypeHandler<T> extends BaseTypeHandler<T> {
    abstract @Nullable T read(ResultSet row, int column) throws SQLException;

    @Override
    public final @Nullable T getNullableResult(ResultSet row, String column) throws SQLException {
        return read(row, row.findColumn(column));
    }

    @Override
    public final @Nullable T getNullableResult(ResultSet row, int column) throws SQLException {
        return read(row, column);
    }

    @Override
    public final T getNullableResult(CallableStatement call, int column) {
        throw new UnsupportedOperationException("Procedures are not called");
    }
}
