package dev.sia.server.db;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.type.JdbcType;
import org.apache.ibatis.type.UnknownTypeHandler;
import org.jspecify.annotations.Nullable;

/**
 * Parameters whose type MyBatis only learns from the value, which are all named ones. It looks types up by class and
 * superclass, never by interface, so lists have to be told to it.
 */
final class ParameterTypeHandler extends UnknownTypeHandler {
    ParameterTypeHandler(Configuration configuration) {
        super(configuration);
    }

    @Override
    public void setNonNullParameter(PreparedStatement statement, int index, Object value, @Nullable JdbcType jdbcType)
            throws SQLException {
        if (value instanceof List<?> list) {
            statement.setArray(index, SqlArrays.of(statement.getConnection(), list));
        } else {
            super.setNonNullParameter(statement, index, value, jdbcType);
        }
    }
}
