package dev.sia.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventFilter;
import dev.sia.server.event.EventType;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.Topic;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SettingsServiceTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private TestFeatures world;
    private OrganizationId organization;
    private final AtomicInteger wakes = new AtomicInteger();

    @BeforeEach
    void start() {
        world = new TestFeatures(postgres.database());
        organization = world.organization();
        world.signals.subscribe(Topic.dispatch(organization.value()), wakes::incrementAndGet);
    }

    private OrganizationSettings replace(@Nullable Integer limit, long version) {
        return world.features.settings.replace(
                organization,
                TestFeatures.ADA,
                TestFeatures.running(limit),
                new ExpectedVersion.OneOf(Set.of(version)));
    }

    private List<Event> events() {
        return world.features
                .events
                .after(organization, EventFilter.ALL, 0, 100)
                .events();
    }

    @Test
    void replacesTellsAndWakesTheDispatcher() {
        assertThat(world.features.settings.find(organization)).isEqualTo(new OrganizationSettings(1, null, null, null));

        assertThat(replace(5, 1)).isEqualTo(new OrganizationSettings(2, 5, null, null));
        assertThat(world.features.settings.find(organization)).isEqualTo(new OrganizationSettings(2, 5, null, null));
        assertThat(wakes).hasValue(1);
        assertThat(replace(null, 2)).isEqualTo(new OrganizationSettings(3, null, null, null));

        assertThat(events())
                .extracting(Event::type, Event::reason)
                .containsExactly(
                        tuple(EventType.SETTINGS_CHANGED, "maxRunningJobs is now 5; it was without limit."),
                        tuple(EventType.SETTINGS_CHANGED, "maxRunningJobs is now without limit; it was 5."));
        assertThat(events().getFirst().actor()).isEqualTo(TestFeatures.ADA);
    }

    @Test
    void whatIsKeptOfLogsIsChosenToo() {
        OrganizationSettings.Choices choices = new OrganizationSettings.Choices(null, 30, 1024L);
        assertThat(world.features.settings.replace(organization, TestFeatures.ADA, choices, new ExpectedVersion.Any()))
                .isEqualTo(new OrganizationSettings(2, null, 30, 1024L));
        assertThat(events().getLast().reason())
                .isEqualTo(
                        "logKeepDays is now 30; it was without limit. logKeepMebibytes is now 1024; it was without limit.");
    }

    @Test
    void theSameAgainChangesNothing() {
        replace(5, 1);
        assertThat(replace(5, 2)).isEqualTo(new OrganizationSettings(2, 5, null, null));
        assertThat(events()).hasSize(1);
    }

    @Test
    void refusesAStaleVersionAndAnUnknownOrganization() {
        replace(5, 1);
        DomainException stale = catchThrowableOfType(DomainException.class, () -> replace(6, 1));
        assertThat(stale.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(stale.currentVersion()).hasValue(2L);
        DomainException unknown = catchThrowableOfType(
                DomainException.class,
                () -> world.features.settings.replace(
                        new OrganizationId(UUID.randomUUID()),
                        TestFeatures.ADA,
                        TestFeatures.running(1),
                        new ExpectedVersion.Any()));
        assertThat(unknown.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(world.features.settings.find(organization).maxRunningJobs()).isEqualTo(5);
    }
}
