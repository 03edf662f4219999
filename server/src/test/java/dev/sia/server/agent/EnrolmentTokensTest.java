package dev.sia.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventFilter;
import dev.sia.server.event.EventType;
import dev.sia.server.organization.OrganizationId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EnrolmentTokensTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private TestFeatures fixture;
    private EnrolmentTokens tokens;
    private OrganizationId organization;

    @BeforeEach
    void start() {
        fixture = new TestFeatures(postgres.database());
        tokens = fixture.features.enrolmentTokens;
        organization = fixture.organization();
    }

    private EnrolmentToken create(int maxUses) {
        return tokens.create(organization, TestFeatures.ADA, Duration.ofHours(1), maxUses);
    }

    private List<Event> told() {
        EventFilter some =
                new EventFilter(null, Set.of(EventType.ENROLMENT_TOKEN_CREATED, EventType.ENROLMENT_TOKEN_REVOKED));
        return fixture.features.events.after(organization, some, 0, 100).events();
    }

    @Test
    void areListedNewestFirstWithHowOftenTheyWereUsed() {
        EnrolmentToken older = create(2);
        EnrolmentToken newer = create(1);
        fixture.features.agentCredentials.enrol(older.token(), "box", TestFeatures.ORIGIN);

        List<IssuedEnrolmentToken> all = tokens.list(organization, null, 10);

        assertThat(all).extracting(IssuedEnrolmentToken::id).containsExactly(newer.id(), older.id());
        assertThat(all).extracting(IssuedEnrolmentToken::uses).containsExactly(0, 1);
        assertThat(all).extracting(IssuedEnrolmentToken::createdBy).containsOnly(TestFeatures.ADA);
        assertThat(tokens.list(organization, null, 1)).containsExactly(all.getFirst());
        assertThat(tokens.list(organization, newer.id(), 10)).containsExactly(all.getLast());
        assertThat(tokens.list(fixture.organization(), null, 10)).isEmpty();
    }

    @Test
    void letNobodyInWhenTheyAreRevoked() {
        EnrolmentToken token = create(5);
        fixture.features.agentCredentials.enrol(token.token(), "in time", TestFeatures.ORIGIN);

        assertThat(tokens.revoke(organization, token.id(), TestFeatures.ADA).uses())
                .isEqualTo(1);

        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(
                        () -> fixture.features.agentCredentials.enrol(token.token(), "too late", TestFeatures.ORIGIN))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
                .withMessageContaining("revoked")
                .withMessageNotContaining(token.token());
        assertThat(tokens.list(organization, null, 10)).isEmpty();
        assertNotFound(organization, token);
    }

    @Test
    void ofOthersAreNotThere() {
        EnrolmentToken token = create(1);

        assertNotFound(fixture.organization(), token);
        assertThat(tokens.list(organization, null, 10)).hasSize(1);
    }

    private void assertNotFound(OrganizationId asked, EnrolmentToken token) {
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> tokens.revoke(asked, token.id(), TestFeatures.ADA))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void areToldOfByEventsThatDoNotGiveThemAway() {
        EnrolmentToken token = create(2);
        tokens.revoke(organization, token.id(), TestFeatures.ADA);

        assertThat(told())
                .extracting(Event::type)
                .containsExactly(EventType.ENROLMENT_TOKEN_CREATED, EventType.ENROLMENT_TOKEN_REVOKED);
        assertThat(told()).extracting(Event::actor).containsOnly(TestFeatures.ADA);
        assertThat(told())
                .allSatisfy(event -> assertThat(event.reason())
                        .contains(token.id().toString())
                        .doesNotContain(token.token()));
    }

    @Test
    void areForgottenSomeTimeAfterTheyExpired() {
        EnrolmentToken old = create(1);
        EnrolmentToken recent = create(1);
        new TestSql(postgres.database())
                .execute("update enrolment_token set expires_at = now() - interval '31 days' where id = ?", old.id());

        EnrolmentToken fresh = create(1);

        assertThat(tokens.list(organization, null, 10))
                .extracting(IssuedEnrolmentToken::id)
                .containsExactly(fresh.id(), recent.id());
    }
}
