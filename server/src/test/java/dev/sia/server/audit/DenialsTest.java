package dev.sia.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.db.Database;
import dev.sia.server.db.DatabaseSettings;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.event.Origin;
import dev.sia.server.organization.OrganizationId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DenialsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private Instant now = Instant.parse("2026-11-23T09:30:00Z");
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private TestFeatures world;
    private OrganizationId organization;
    private Denials denials;
    private AuditTrail trail;

    @BeforeEach
    void organization() {
        world = new TestFeatures(postgres.database());
        organization = world.organization();
        denials = denials(postgres.database());
        trail = world.features.audit;
    }

    private Denials denials(Database database) {
        return new Denials(database, new TimeOrderedIds(clock), clock);
    }

    private static Origin from(String address) {
        return new Origin("getJob", address, UUID.randomUUID());
    }

    private void stranger(String address) {
        denials.note(Denial.ofStranger(organization, from(address), ErrorCode.UNAUTHENTICATED));
    }

    private void member(Origin origin) {
        denials.note(new Denial(organization, true, Actor.user("vic", "Vic"), null, origin, ErrorCode.FORBIDDEN));
    }

    private List<AuditEntry> entries() {
        return trail.list(organization, AuditFilter.ALL, null, 100).entries();
    }

    @Test
    void theFirstOfAKindIsWrittenAtOnceAndTheOthersOfItsMinuteTogether() {
        Origin first = from("192.0.2.1");
        member(first);
        denials.write(false);
        for (int time = 0; time < 1_000; time++) {
            now = now.plusMillis(10);
            member(from("192.0.2.1"));
            denials.write(false);
        }
        assertThat(entries()).extracting(AuditEntry::count).containsExactly(1L);
        now = now.plus(Ledger.QUIET);
        denials.write(false);

        assertThat(entries()).extracting(AuditEntry::count).containsExactly(1_000L, 1L);
        AuditEntry one = entries().getLast();
        assertThat(one.requestId()).isEqualTo(first.requestId());
        assertThat(one.actor()).isEqualTo(Actor.user("vic", "Vic"));
        assertThat(one.code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(one.outcome()).isEqualTo(AuditOutcome.DENIED);
    }

    @Test
    void aFloodFromManyAddressesIsBoundedAndStillCounted() {
        for (int address = 0; address < 10_000; address++) {
            stranger("address " + address);
        }
        denials.write(true);

        assertThat(entries()).hasSize(Ledger.MOST_KINDS + 1);
        assertThat(entries())
                .filteredOn(entry -> entry.action().equals(Ledger.SEVERAL))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.count()).isEqualTo(10_000 - Ledger.MOST_KINDS);
                    assertThat(entry.address()).isNull();
                });
    }

    @Test
    void strangersDoNotHideWhatMembersDo() {
        for (int made = 0; made < 2 * Denials.MOST_ORGANIZATIONS; made++) {
            denials.note(Denial.ofStranger(
                    new OrganizationId(UUID.randomUUID()), from("203.0.113.1"), ErrorCode.UNAUTHENTICATED));
        }
        stranger("192.0.2.2");
        member(from("192.0.2.3"));
        denials.write(true);

        assertThat(denials.dropped()).isEqualTo(Denials.MOST_ORGANIZATIONS + 1);
        assertThat(entries()).extracting(AuditEntry::address).containsExactly("192.0.2.3");
        assertThat(new TestSql(postgres.database()).count("audit_entry where address = '203.0.113.1'"))
                .as("of organizations that do not exist")
                .isZero();
    }

    @Test
    void whatWasRefusedAMinuteAgoIsForgottenAndMakesRoom() {
        for (int made = 0; made < Denials.MOST_ORGANIZATIONS; made++) {
            denials.note(Denial.ofStranger(
                    new OrganizationId(UUID.randomUUID()), from("192.0.2.1"), ErrorCode.UNAUTHENTICATED));
        }
        denials.write(false);
        now = now.plus(Ledger.QUIET);
        denials.write(false);
        stranger("192.0.2.2");
        denials.write(false);

        assertThat(denials.dropped()).isZero();
        assertThat(entries()).hasSize(1);
    }

    @Test
    void whileTheDatabaseIsAwayRefusalsAreKeptAndCounted() {
        DatabaseSettings settings = postgres.settings();
        Database away = new Database(
                new DatabaseSettings(settings.url(), settings.user(), settings.password(), settings.poolSize()),
                Features.MAPPERS);
        away.close();
        Denials cutOff = denials(away);
        for (int time = 0; time < 3; time++) {
            cutOff.note(Denial.ofStranger(organization, from("192.0.2.1"), ErrorCode.UNAUTHENTICATED));
            cutOff.write(false);
        }
        assertThat(entries()).isEmpty();
        assertThat(cutOff.noted()).isEqualTo(3);
        assertThat(cutOff.dropped()).isZero();
    }

    @Test
    void whatCouldNotBeWrittenComesWithTheNextTime() {
        Ledger ledger = new Ledger();
        TimeOrderedIds ids = new TimeOrderedIds(clock);
        Denial denial = Denial.ofStranger(organization, from("192.0.2.1"), ErrorCode.UNAUTHENTICATED);
        ledger.count(denial, now);
        List<AuditEntry> taken = ledger.take(now, false, ids);
        ledger.count(denial, now);
        ledger.giveBack(taken);

        assertThat(ledger.take(now, false, ids)).singleElement().satisfies(entry -> {
            assertThat(entry.count()).isEqualTo(2);
            assertThat(entry.requestId()).isEqualTo(denial.origin().requestId());
        });
    }

    @Test
    void theDatabaseItselfKeepsEntriesAsTheyAre() {
        stranger("192.0.2.1");
        denials.write(true);
        TestSql sql = new TestSql(postgres.database());

        for (String statement :
                List.of("update audit_entry set count = 2", "delete from audit_entry", "truncate audit_entry")) {
            assertThatThrownBy(() -> sql.execute(statement))
                    .as(statement)
                    .hasStackTraceContaining("audit entries are append-only");
        }
        assertThat(entries()).hasSize(1);
    }

    @Test
    void retentionRemovesOldEntriesOnlyAndNeverYoungOnes() {
        Instant today = Instant.now();
        now = today.minus(Duration.ofDays(50));
        stranger("old");
        denials.write(true);
        now = today;
        denials.write(false);
        stranger("new");
        denials.write(true);

        new AuditRetention(postgres.database(), Clock.systemUTC(), Duration.ofDays(40)).removeOnce();
        assertThat(entries()).extracting(AuditEntry::address).containsExactly("new");
        AuditRetention wrong = new AuditRetention(
                postgres.database(), Clock.offset(Clock.systemUTC(), Duration.ofDays(100)), Duration.ofDays(40));
        assertThatThrownBy(wrong::removeOnce).hasStackTraceContaining("append-only");
    }

    @Test
    void rareEntriesAreLookedForInPartsOfTheHistory() {
        TestSql sql = new TestSql(postgres.database());
        member(from("192.0.2.1"));
        denials.write(true);
        sql.execute("""
                insert into audit_entry (organization_id, id, at, action, outcome)
                select ?, ('01ffffff-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, now(), 'createJob', 'allowed'
                from generate_series(1, ?) n
                """, organization.value(), AuditTrail.MOST_LOOKED_AT);
        AuditFilter rare = new AuditFilter("vic", null, null, null, null, null, null);

        AuditPage first = trail.list(organization, rare, null, 10);
        assertThat(first.entries()).isEmpty();
        AuditPage second = trail.list(organization, rare, first.next(), 10);
        assertThat(second.entries()).hasSize(1);
        assertThat(second.next()).isNull();
    }
}
