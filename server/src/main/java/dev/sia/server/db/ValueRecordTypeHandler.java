package dev.sia.server.db;

import java.lang.reflect.Constructor;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.ibatis.type.JdbcType;
import org.apache.ibatis.type.TypeHandlerRegistry;
import org.jspecify.annotations.Nullable;

/** A {@link ValueRecords value record} as the column of its only component. */
final class ValueRecordTypeHandler<R extends Record> extends ColumnTypeHandler<R> {
    private final Class<?> columnType;
    private final Constructor<R> constructor;

    private ValueRecordTypeHandler(Class<R> type) {
        this.columnType = type.getRecordComponents()[0].getType();
        this.constructor = RecordFactory.canonicalConstructor(type);
    }

    static void register(TypeHandlerRegistry registry, Class<?> type) {
        registerTyped(registry, type.asSubclass(Record.class));
    }

    private static <R extends Record> void registerTyped(TypeHandlerRegistry registry, Class<R> type) {
        registry.register(type, new ValueRecordTypeHandler<>(type));
    }

    @Override
    public void setNonNullParameter(PreparedStatement statement, int index, R value, @Nullable JdbcType jdbcType)
            throws SQLException {
        statement.setObject(index, ValueRecords.valueOf(value));
    }

    @Override
    @Nullable
    R read(ResultSet row, int column) throws SQLException {
        Object value = boxed(row, column);
        if (value == null || row.wasNull()) {
            return null;
        }
        try {
            return constructor.newInstance(value);
        } catch (ReflectiveOperationException refused) {
            throw new SQLException("Column " + column + " does not fit " + constructor.getDeclaringClass(), refused);
        }
    }

    private @Nullable Object boxed(ResultSet row, int column) throws SQLException {
        if (columnType == long.class) {
            return row.getLong(column);
        }
        return columnType == int.class ? (Object) row.getInt(column) : row.getObject(column, columnType);
    }
}
