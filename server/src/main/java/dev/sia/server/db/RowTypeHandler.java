package dev.sia.server.db;

import java.lang.reflect.Constructor;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.apache.ibatis.type.JdbcType;
import org.apache.ibatis.type.TypeHandler;
import org.jspecify.annotations.Nullable;

/** A record that is a part of another and comes from the same row. It is only read, and is there for every row. */
final class RowTypeHandler<R> implements TypeHandler<R> {
    private final Constructor<R> constructor;
    private final List<Column> columns;

    /** One for each component of the record, in their order. */
    record Column(String name, TypeHandler<?> handler) {}

    RowTypeHandler(Class<R> type, List<Column> columns) {
        this.constructor = RecordFactory.canonicalConstructor(type);
        this.columns = columns;
    }

    @Override
    public R getResult(ResultSet row, String column) throws SQLException {
        @Nullable Object[] components = new Object[columns.size()];
        for (int i = 0; i < components.length; i++) {
            components[i] =
                    columns.get(i).handler().getResult(row, columns.get(i).name());
        }
        try {
            return constructor.newInstance(components);
        } catch (ReflectiveOperationException refused) {
            throw new SQLException("The row does not fit " + constructor.getDeclaringClass(), refused);
        }
    }

    @Override
    public R getResult(ResultSet row, int column) throws SQLException {
        return getResult(row, "");
    }

    @Override
    public void setParameter(PreparedStatement statement, int index, R value, @Nullable JdbcType type) {
        throw new UnsupportedOperationException("A record of several columns is no parameter");
    }

    @Override
    public R getResult(CallableStatement call, int column) {
        throw new UnsupportedOperationException("Procedures are not called");
    }
}
