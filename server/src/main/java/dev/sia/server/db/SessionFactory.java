package dev.sia.server.db;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.ibatis.logging.slf4j.Slf4jImpl;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.LocalCacheScope;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.apache.ibatis.type.TypeHandlerRegistry;

/** How MyBatis is set up: rows map straight to records, by the names of their components. */
final class SessionFactory {
    private SessionFactory() {}

    static SqlSessionFactory create(DataSource dataSource, List<Class<?>> mappers) {
        Configuration configuration =
                new RecordConfiguration(new Environment("sia", new JdbcTransactionFactory(), dataSource));
        configuration.setLogImpl(Slf4jImpl.class);
        // Named like the mappers its loggers would tell the parameters of statements whenever the server's own log
        // level is debug.
        configuration.setLogPrefix("mybatis.");
        configuration.setCacheEnabled(false);
        configuration.setLocalCacheScope(LocalCacheScope.STATEMENT);
        registerTypes(configuration.getTypeHandlerRegistry(), configuration, mappers);
        mappers.forEach(configuration::addMapper);
        return new SqlSessionFactoryBuilder().build(configuration);
    }

    private static void registerRecord(TypeHandlerRegistry registry, Class<?> type) {
        if (type.isAnnotationPresent(StoredAsJson.class)) {
            JsonRecordTypeHandler.register(registry, type);
        } else if (ValueRecords.isValueRecord(type)) {
            ValueRecordTypeHandler.register(registry, type);
        }
    }

    private static void registerTypes(
            TypeHandlerRegistry registry, Configuration configuration, List<Class<?>> mappers) {
        registry.setDefaultEnumTypeHandler(LowerCaseEnumTypeHandler.class);
        registry.register(UUID.class, new ColumnTypes.UuidColumn());
        registry.register(Instant.class, new ColumnTypes.InstantColumn());
        registry.register(Json.class, new ColumnTypes.JsonColumn());
        registry.register(List.class, new ColumnTypes.TextArrayColumn());
        registry.register(Object.class, new ParameterTypeHandler(configuration));
        ValueRecords.namedBy(mappers).forEach(type -> registerRecord(registry, type));
    }
}
