package dev.sia.server.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sia.server.Features;
import dev.sia.server.MovableClock;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.audit.AuditTrail;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.PrincipalKind;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
import dev.sia.server.identity.Scopes;
import dev.sia.server.organization.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveTicketsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-25T12:00:00Z"));
    private LiveTickets tickets;
    private LiveTickets onAnotherNode;
    private TestSql sql;
    private OrganizationId organization;
    private Principal ada;

    @BeforeEach
    void start() {
        tickets = new LiveTickets(
                postgres.database(), new AuditTrail(postgres.database(), new TimeOrderedIds(clock)), clock);
        onAnotherNode = new LiveTickets(
                postgres.database(), new AuditTrail(postgres.database(), new TimeOrderedIds(clock)), clock);
        sql = new TestSql(postgres.database());
        sql.execute("delete from live_ticket");
        organization = new TestFeatures(postgres.database()).organization();
        ada = user(clock.instant().plusSeconds(1800));
    }

    private Principal user(Instant expiresAt) {
        Membership member = new Membership(Role.MEMBER, "Organization " + organization);
        return Principal.user("ada", "ada@example.com", Map.of(organization, member), expiresAt);
    }

    private ErrorCode refusal(String ticket) {
        return catchThrowableOfType(DomainException.class, () -> tickets.use(ticket))
                .code();
    }

    @Test
    void standsForItsMakerOnceOnAnyNode() {
        LiveTicket ticket = tickets.create(organization, ada, TestFeatures.ADA);

        assertThat(ticket.ticket()).matches("sia_lt_[A-Za-z0-9_-]{43}");
        assertThat(ticket.expiresAt()).isEqualTo(clock.instant().plusSeconds(60));
        assertThat(onAnotherNode.use(ticket.ticket()).maker()).isEqualTo(ada);
        assertThat(refusal(ticket.ticket())).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(sql.count("live_ticket")).isZero();
    }

    @Test
    void oneOfThoseWhoUseItAtOnceGetsIn() throws Exception {
        String ticket = tickets.create(organization, ada, TestFeatures.ADA).ticket();
        Callable<Boolean> use = () -> catchThrowableOfType(DomainException.class, () -> tickets.use(ticket)) == null;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            int let = 0;
            for (Future<Boolean> one :
                    callers.invokeAll(Stream.generate(() -> use).limit(20).toList())) {
                let += one.get() ? 1 : 0;
            }
            assertThat(let).isEqualTo(1);
        }
    }

    @Test
    void isOfNoUseAfterAMinute() {
        String ticket = tickets.create(organization, ada, TestFeatures.ADA).ticket();
        clock.pass(Duration.ofSeconds(60));
        assertThat(refusal(ticket)).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "sia_lt_", "sia_lt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "sia_sk_a_b", "' or true --"
            })
    void isNotGuessed(String text) {
        tickets.create(organization, ada, TestFeatures.ADA);
        assertThat(refusal(text)).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(sql.count("live_ticket")).isEqualTo(1);
    }

    @Test
    void isKeptAsAHashAndNeverTheSame() {
        Set<String> made = new HashSet<>();
        for (int number = 0; number < 20; number++) {
            made.add(tickets.create(organization, ada, TestFeatures.ADA).ticket());
        }
        assertThat(made).hasSize(20);
        List<String> rows = sql.column(
                String.class,
                "select row_to_json(t)::text || encode(ticket_hash, 'escape')"
                        + " || encode(ticket_hash, 'base64') from live_ticket t");
        assertThat(rows)
                .hasSize(20)
                .allSatisfy(row -> made.forEach(
                        ticket -> assertThat(row).doesNotContain(ticket, ticket.substring("sia_lt_".length()))));
        assertThat(tickets.create(organization, ada, TestFeatures.ADA))
                .asString()
                .doesNotContain("sia_lt_");
    }

    @Test
    void sessionOfAPersonEndsWithTheTokenAndAfterAnHour() {
        String ofShortToken =
                tickets.create(organization, ada, TestFeatures.ADA).ticket();
        assertThat(tickets.use(ofShortToken).maker().expiresAt()).isEqualTo(ada.expiresAt());
        String ofLongToken = tickets.create(organization, user(Principal.NEVER), TestFeatures.ADA)
                .ticket();
        assertThat(tickets.use(ofLongToken).maker().expiresAt())
                .isEqualTo(clock.instant().plusSeconds(3600));
    }

    @Test
    void ofAnApiKeyOnlyItsIdIsKept() {
        Membership all = new Membership(new Scopes(Set.of(Scope.values())), "Acme");
        Principal key = Principal.apiKey("key-1", "CI", organization, all, Principal.NEVER);

        Principal maker = tickets.use(
                        tickets.create(organization, key, TestFeatures.ADA).ticket())
                .maker();

        assertThat(maker.kind()).isEqualTo(PrincipalKind.API_KEY);
        assertThat(maker.id()).isEqualTo("key-1");
        assertThat(maker.expiresAt()).isEqualTo(Principal.NEVER);
        assertThat(maker.membership(organization).grant()).isEqualTo(new Scopes(Set.of()));
    }

    @Test
    void organizationHasAThousandUnusedOnesAndNoMore() {
        String first = tickets.create(organization, ada, TestFeatures.ADA).ticket();
        sql.execute(
                "insert into live_ticket select sha256(n::text::bytea), organization_id, principal_kind, principal_id,"
                        + " principal_name, role, session_ends_at, expires_at"
                        + " from live_ticket, generate_series(1, 999) n where organization_id = ?",
                organization.value());
        assertThat(catchThrowableOfType(
                                DomainException.class, () -> tickets.create(organization, ada, TestFeatures.ADA))
                        .code())
                .isEqualTo(ErrorCode.TOO_MANY_WATCHERS);
        OrganizationId other = new TestFeatures(postgres.database()).organization();
        Principal eve =
                Principal.user("eve", null, Map.of(other, new Membership(Role.VIEWER, "Other")), Principal.NEVER);
        tickets.create(other, eve, TestFeatures.ADA);

        tickets.use(first);
        tickets.create(organization, ada, TestFeatures.ADA);

        clock.pass(Duration.ofSeconds(61));
        for (int creation = 0; creation < 11; creation++) {
            tickets.create(other, eve, TestFeatures.ADA);
        }
        assertThat(sql.count("live_ticket where organization_id = ?", organization.value()))
                .as("expired ones are swept by whoever comes")
                .isZero();
    }
}
