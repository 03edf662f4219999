package dev.sia.server.settings;

import dev.sia.server.db.Database;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.error.DomainException;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.settings.OrganizationSettings.Choices;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads and changes the settings of organizations. */
public final class SettingsService {
    private final Database database;
    private final EventService events;
    private final Signals signals;

    public SettingsService(Database database, EventService events, Signals signals) {
        this.database = database;
        this.events = events;
        this.signals = signals;
    }

    public OrganizationSettings find(OrganizationId organization) {
        return database.read(organization, tx -> tx.mapper(SettingsMapper.class).find(organization))
                .orElseThrow(SettingsService::notFound);
    }

    /**
     * Replaces the settings; the same ones again change nothing. A limit that is lower than what runs ends no job, it only
     * keeps more from starting.
     */
    public OrganizationSettings replace(
            OrganizationId organization, Actor caller, Choices choices, ExpectedVersion expected) {
        return database.inTransaction(organization, tx -> {
            SettingsMapper mapper = tx.mapper(SettingsMapper.class);
            OrganizationSettings before = mapper.lock(organization).orElseThrow(SettingsService::notFound);
            expected.require(before.version(), "The settings");
            if (before.choices().equals(choices)) {
                return before;
            }
            mapper.update(organization, choices);
            events.append(
                    tx,
                    organization,
                    NewEvent.of(EventType.SETTINGS_CHANGED, caller)
                            .reason(words(before.choices(), choices))
                            .build());
            tx.afterCommit(() -> signals.publish(Topic.dispatch(organization.value())));
            return mapper.find(organization).orElseThrow();
        });
    }

    private static String words(Choices before, Choices after) {
        return Stream.of(
                        words("maxRunningJobs", before.maxRunningJobs(), after.maxRunningJobs()),
                        words("logKeepDays", before.logKeepDays(), after.logKeepDays()),
                        words("logKeepMebibytes", before.logKeepMebibytes(), after.logKeepMebibytes()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
    }

    private static Optional<String> words(String name, @Nullable Number before, @Nullable Number after) {
        return Objects.equals(before, after)
                ? Optional.empty()
                : Optional.of(name + " is now " + words(after) + "; it was " + words(before) + ".");
    }

    private static String words(@Nullable Number limit) {
        return limit == null ? "without limit" : limit.toString();
    }

    private static DomainException notFound() {
        return DomainException.notFound("This organization");
    }
}
