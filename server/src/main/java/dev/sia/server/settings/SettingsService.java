package dev.sia.server.settings;

import dev.sia.server.db.Database;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.error.DomainException;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.util.Objects;
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
        return database.inTransaction(tx -> tx.mapper(SettingsMapper.class).find(organization))
                .orElseThrow(SettingsService::notFound);
    }

    /**
     * Replaces the settings; the same ones again change nothing. A limit that is lower than what runs ends no job, it only
     * keeps more from starting.
     *
     * @param maxRunningJobs null for no limit
     */
    public OrganizationSettings replace(
            OrganizationId organization, Actor caller, @Nullable Integer maxRunningJobs, ExpectedVersion expected) {
        return database.inTransaction(tx -> {
            SettingsMapper mapper = tx.mapper(SettingsMapper.class);
            OrganizationSettings before = mapper.lock(organization).orElseThrow(SettingsService::notFound);
            expected.require(before.version(), "The settings");
            if (Objects.equals(before.maxRunningJobs(), maxRunningJobs)) {
                return before;
            }
            mapper.update(organization, maxRunningJobs);
            events.append(
                    tx,
                    organization,
                    NewEvent.of(EventType.SETTINGS_CHANGED, caller)
                            .reason(words(before.maxRunningJobs(), maxRunningJobs))
                            .build());
            tx.afterCommit(() -> signals.publish(Topic.dispatch(organization.value())));
            return mapper.find(organization).orElseThrow();
        });
    }

    private static String words(@Nullable Integer before, @Nullable Integer after) {
        return "maxRunningJobs is now " + words(after) + "; it was " + words(before) + ".";
    }

    private static String words(@Nullable Integer limit) {
        return limit == null ? "without limit" : limit.toString();
    }

    private static DomainException notFound() {
        return DomainException.notFound("This organization");
    }
}
