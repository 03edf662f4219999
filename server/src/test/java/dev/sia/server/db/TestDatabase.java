package dev.sia.server.db;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A database of its own for one test class, on the real PostgreSQL that all tests of this JVM share:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestDatabase postgres = TestDatabase.with(JobMapper.class);
 * }</pre>
 *
 * It has the whole schema, is empty before the first test and is dropped after the last one; tests of one class share it.
 */
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback {
    private static final int POOL_SIZE = 8;

    private final List<Class<?>> mappers;
    private @Nullable DatabaseSettings settings;
    private @Nullable Database database;

    private TestDatabase(List<Class<?>> mappers) {
        this.mappers = mappers;
    }

    public static TestDatabase with(Class<?>... mappers) {
        return new TestDatabase(List.of(mappers));
    }

    public Database database() {
        if (database == null) {
            throw new IllegalStateException("TestDatabase is a @RegisterExtension static field");
        }
        return database;
    }

    public DatabaseSettings settings() {
        if (settings == null) {
            throw new IllegalStateException("TestDatabase is a @RegisterExtension static field");
        }
        return settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        settings = SharedPostgres.instance().createDatabase(name, POOL_SIZE);
        database = new Database(settings, mappers);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        database().close();
        SharedPostgres.instance().dropDatabase(settings());
    }
}
