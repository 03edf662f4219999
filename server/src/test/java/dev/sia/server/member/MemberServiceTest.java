package dev.sia.server.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.db.Database;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.MovableClock;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
import dev.sia.server.identity.Scopes;
import dev.sia.server.organization.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MemberServiceTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

    private final MovableClock clock = new MovableClock(NOW);
    private final Database database = postgres.database();
    private final TestSql sql = new TestSql(database);
    private final OrganizationId organization = new OrganizationId(UUID.randomUUID());
    private final MemberService members = node();

    private MemberService node() {
        return new MemberService(database, new TestFeatures(database).features.organizations, clock);
    }

    private Principal user(String id, @Nullable String email, Role role) {
        return Principal.user(id, email, Map.of(organization, new Membership(role, "Acme")), Instant.MAX);
    }

    /** The transaction that wrote the row last: whoever writes it again, even the same, changes this. */
    private String writer(String userId) {
        return sql.column(
                        String.class,
                        "select xmin::text from member where organization_id = ? and user_id = ?",
                        organization.value(),
                        userId)
                .getFirst();
    }

    @Test
    void aUserIsStoredWithTheOrganizationAndWhatChangesIsNoted() {
        members.learn(user("ada", "ada@example.com", Role.MEMBER));
        assertThat(members.list(organization, null, 10))
                .containsExactly(new Member(organization, "ada", "ada@example.com", Role.MEMBER, NOW, NOW));
        clock.pass(Duration.ofMinutes(5));
        members.learn(user("ada", "ada@new.example.com", Role.ADMIN));
        assertThat(members.list(organization, null, 10))
                .containsExactly(
                        new Member(organization, "ada", "ada@new.example.com", Role.ADMIN, NOW, NOW.plusSeconds(300)));
        members.learn(
                Principal.user("ada", null, Map.of(organization, new Membership(Role.ADMIN, "Acme")), Instant.MAX));
        assertThat(members.list(organization, null, 10))
                .extracting(Member::email)
                .containsOnlyNulls();
    }

    @Test
    void theSameIsWrittenOnceAnHourByAllNodesTogether() {
        Principal ada = user("ada", "ada@example.com", Role.MEMBER);
        members.learn(ada);
        String first = writer("ada");
        clock.pass(Duration.ofMinutes(59));
        members.learn(ada);
        node().learn(ada);
        assertThat(writer("ada")).isEqualTo(first);
        clock.pass(Duration.ofMinutes(2));
        node().learn(ada);
        String second = writer("ada");
        assertThat(second).isNotEqualTo(first);
        assertThat(members.list(organization, null, 10))
                .extracting(Member::lastSeenAt)
                .containsExactly(clock.instant());
        members.learn(ada);
        assertThat(writer("ada")).isEqualTo(second);
    }

    @Test
    void anApiKeyIsNoMember() {
        members.learn(Principal.apiKey(
                "key", "ci", organization, new Membership(new Scopes(Set.of(Scope.JOBS_READ)), "Acme"), Instant.MAX));
        assertThat(members.list(organization, null, 10)).isEmpty();
    }

    @Test
    void theyAreListedInTheOrderOfTheirIdsFromAPlaceOn() {
        for (String id : List.of("b", "a", "C", "ä", "b2")) {
            members.learn(user(id, id + "@example.com", Role.VIEWER));
        }
        assertThat(members.list(organization, null, 3))
                .extracting(Member::userId)
                .containsExactly("C", "a", "b");
        assertThat(members.list(organization, "b", 3))
                .extracting(Member::userId)
                .containsExactly("b2", "ä");
        assertThat(members.list(new OrganizationId(UUID.randomUUID()), null, 3)).isEmpty();
    }

    @Test
    void manyWhoLearnOfTheSameAtOnceDoNotCollide() throws Exception {
        Map<OrganizationId, Membership> places = new HashMap<>();
        for (int number = 0; number < 20; number++) {
            places.put(new OrganizationId(UUID.randomUUID()), new Membership(Role.OWNER, "Acme"));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> nodes = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(number ->
                            threads.submit(() -> node().learn(Principal.user("ada", null, places, Instant.MAX))))
                    .toList();
            for (Future<?> node : nodes) {
                node.get();
            }
        }
        assertThat(places.keySet())
                .allSatisfy(place -> assertThat(members.list(place, null, 2)).hasSize(1));
    }

    @Test
    void aRememberedCredentialIsLearnedFromOnce() {
        AtomicInteger checks = new AtomicInteger();
        List<Principal> found = new ArrayList<>(List.of(user("ada", "ada@example.com", Role.MEMBER)));
        MemberLearning learning = new MemberLearning(
                bearer -> {
                    checks.incrementAndGet();
                    return found.getFirst();
                },
                members);
        assertThat(learning.authenticate("token")).isSameAs(found.getFirst());
        sql.execute("delete from member where organization_id = ?", organization.value());
        learning.authenticate("token");
        assertThat(members.list(organization, null, 10)).isEmpty();
        found.set(0, user("ada", "ada@example.com", Role.OWNER));
        learning.authenticate("token");
        assertThat(members.list(organization, null, 10))
                .extracting(Member::role)
                .containsExactly(Role.OWNER);
        assertThat(checks).hasValue(3);
    }

    @Test
    void whoCannotBeStoredIsNotLetIn() {
        Principal unstorable = user("x\u0000", null, Role.OWNER);
        MemberLearning learning = new MemberLearning(bearer -> unstorable, members);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> learning.authenticate("token"));
        }
    }
}
