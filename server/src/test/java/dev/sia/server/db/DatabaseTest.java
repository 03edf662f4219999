package dev.sia.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(ThingMapper.class);

    record ThingId(UUID value) {}

    enum Colour {
        DEEP_RED,
        GREEN
    }

    record Thing(
            ThingId id,
            Colour colour,
            List<String> labels,
            Instant createdAt,
            Json details,
            long serialNumber,
            @Nullable ThingId parentId,
            @Nullable Instant endedAt) {}

    interface ThingMapper {
        @Update("""
                CREATE TABLE thing (id uuid PRIMARY KEY, colour text NOT NULL, labels text[] NOT NULL,
                    created_at timestamptz NOT NULL, details jsonb NOT NULL,
                    serial_number bigint NOT NULL CONSTRAINT thing_serial_number_is_unique UNIQUE,
                    parent_id uuid, ended_at timestamptz)
                """)
        void createTable();

        @Delete("DELETE FROM thing")
        void deleteAll();

        @Insert("""
                INSERT INTO thing (id, colour, labels, created_at, details, serial_number, parent_id, ended_at)
                VALUES (#{id}, #{colour}, #{labels}, #{createdAt}, #{details}, #{serialNumber}, #{parentId}, #{endedAt})
                """)
        void insert(Thing thing);

        @Select(value = """
                INSERT INTO thing (id, colour, labels, created_at, details, serial_number)
                VALUES (#{id}, #{colour}, #{labels}, #{at}, '{}', #{serialNumber})
                RETURNING id
                """, affectData = true)
        ThingId insertReturning(
                @Param("id") ThingId id,
                @Param("colour") Colour colour,
                @Param("labels") List<String> labels,
                @Param("at") Instant at,
                @Param("serialNumber") long serialNumber);

        @Select("SELECT * FROM thing WHERE id = #{id}")
        Optional<Thing> find(ThingId id);

        @Select("SELECT count(*) FROM thing")
        int count();

        @Select("SELECT colour FROM thing WHERE id = ANY(#{ids}) AND colour = #{colour}")
        List<Colour> colours(@Param("ids") List<ThingId> ids, @Param("colour") Colour colour);
    }

    private final TimeOrderedIds ids = new TimeOrderedIds(java.time.Clock.systemUTC());

    @BeforeAll
    static void createTable() {
        postgres.database()
                .runAcrossOrganizations(tx -> tx.mapper(ThingMapper.class).createTable());
    }

    @BeforeEach
    void deleteAll() {
        postgres.database()
                .runAcrossOrganizations(tx -> tx.mapper(ThingMapper.class).deleteAll());
    }

    private Thing thing(long serialNumber) {
        return new Thing(
                new ThingId(ids.next()),
                Colour.DEEP_RED,
                List.of("linux", "gpu, large", "with \"quotes\""),
                Instant.parse("2026-03-01T10:15:30.123456Z"),
                new Json("{\"a\": [1, 2]}"),
                serialNumber,
                null,
                null);
    }

    private int count() {
        return postgres.database()
                .acrossOrganizations(tx -> tx.mapper(ThingMapper.class).count());
    }

    @Test
    void aFullRowComesBackAsItWentIn() {
        Thing plain = thing(1);
        Thing full = new Thing(
                new ThingId(ids.next()),
                Colour.GREEN,
                List.of(),
                plain.createdAt(),
                plain.details(),
                Long.MAX_VALUE,
                plain.id(),
                Instant.parse("2030-01-01T00:00:00Z"));
        postgres.database().runAcrossOrganizations(tx -> {
            tx.mapper(ThingMapper.class).insert(plain);
            tx.mapper(ThingMapper.class).insert(full);
        });
        postgres.database().runAcrossOrganizations(tx -> {
            assertThat(tx.mapper(ThingMapper.class).find(plain.id())).contains(plain);
            assertThat(tx.mapper(ThingMapper.class).find(full.id())).contains(full);
            assertThat(tx.mapper(ThingMapper.class).find(new ThingId(ids.next())))
                    .isEmpty();
        });
    }

    @Test
    void listsOfIdsAndEnumsAreParameters() {
        Thing thing = thing(1);
        postgres.database().runAcrossOrganizations(tx -> {
            ThingMapper things = tx.mapper(ThingMapper.class);
            things.insert(thing);
            assertThat(things.colours(List.of(thing.id(), new ThingId(ids.next())), Colour.DEEP_RED))
                    .containsExactly(Colour.DEEP_RED);
            assertThat(things.colours(List.of(thing.id()), Colour.GREEN)).isEmpty();
        });
    }

    @Test
    void anInsertThatReturnsIsCommittedWhenTheWorkReturns() {
        ThingId id = new ThingId(ids.next());
        ThingId returned = postgres.database()
                .acrossOrganizations(tx ->
                        tx.mapper(ThingMapper.class).insertReturning(id, Colour.GREEN, List.of("a"), Instant.now(), 7));
        assertThat(returned).isEqualTo(id);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void nothingStaysWhenTheWorkThrows() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> postgres.database().runAcrossOrganizations(tx -> {
                    tx.mapper(ThingMapper.class).insert(thing(1));
                    tx.mapper(ThingMapper.class)
                            .insertReturning(new ThingId(ids.next()), Colour.GREEN, List.of(), Instant.now(), 2);
                    throw new UnsupportedOperationException("on purpose");
                }));
        assertThat(count()).isZero();
    }

    @Test
    void callbacksRunInOrderAfterTheCommitAndSeeIt() {
        List<String> seen = new ArrayList<>();
        postgres.database().runAcrossOrganizations(tx -> {
            tx.afterCommit(() -> seen.add("first sees " + count()));
            tx.afterCommit(() -> {
                throw new IllegalArgumentException("a broken callback must not hurt anybody");
            });
            tx.afterCommit(() -> seen.add("third"));
            tx.mapper(ThingMapper.class).insert(thing(1));
            assertThat(seen).isEmpty();
        });
        assertThat(seen).containsExactly("first sees 1", "third");
    }

    @Test
    void callbacksDoNotRunAfterARollback() {
        List<String> seen = new ArrayList<>();
        assertThatExceptionOfType(ConstraintViolation.class)
                .isThrownBy(() -> postgres.database().runAcrossOrganizations(tx -> {
                    tx.afterCommit(() -> seen.add("ran"));
                    tx.mapper(ThingMapper.class).insert(thing(1));
                    tx.mapper(ThingMapper.class).insert(thing(1));
                }))
                .satisfies(violation -> assertThat(violation.constraint()).isEqualTo("thing_serial_number_is_unique"));
        assertThat(seen).isEmpty();
        assertThat(count()).isZero();
    }

    @Test
    void aTransactionInsideATransactionIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> postgres.database().runAcrossOrganizations(tx -> count()))
                .withMessageContaining("already open");
    }

    @Test
    void anUnreachableDatabaseIsUnavailableNotAnInternalErrorAfterTheTimeThatIsSet() {
        DatabaseSettings nowhere = new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:1/none", "nobody", "secret", 1, Duration.ofMillis(250));
        try (Database database = new Database(nowhere, List.of(ThingMapper.class))) {
            long begin = System.nanoTime();
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> database.runAcrossOrganizations(
                            tx -> tx.mapper(ThingMapper.class).count()))
                    .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            // It would be 5 s by itself.
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofMillis(250), Duration.ofMillis(4_900));
        }
    }

    @Test
    void settingsNeverPrintThePassword() {
        assertThat(postgres.settings().toString())
                .contains("password=***")
                .doesNotContain(postgres.settings().password());
    }
}
