package dev.sia.server.organization;

import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Learns of organizations from access tokens: the first token that names one makes its rows. */
public final class OrganizationService {
    private static final int REMEMBERED = 10_000;

    private final Database database;
    private final BiConsumer<Tx, OrganizationId> onCreate;
    /** Names already stored, so that most requests write nothing and read nothing. Guarded by itself. */
    private final Map<OrganizationId, String> stored = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<OrganizationId, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param onCreate makes what every organization has, such as its queues; must be repeatable */
    public OrganizationService(Database database, BiConsumer<Tx, OrganizationId> onCreate) {
        this.database = database;
        this.onCreate = onCreate;
    }

    /** Makes sure that the organization is stored under its present name. */
    public void learn(OrganizationId id, String name) {
        synchronized (stored) {
            if (name.equals(stored.get(id))) {
                return;
            }
        }
        database.runInTransaction(id, tx -> {
            OrganizationMapper mapper = tx.mapper(OrganizationMapper.class);
            mapper.insert(id, name);
            onCreate.accept(tx, id);
            // Last: everybody else locks this row after the queues.
            mapper.rename(id, name);
        });
        synchronized (stored) {
            stored.put(id, name);
        }
    }

    public Organization find(OrganizationId id) {
        return database.read(id, tx -> tx.mapper(OrganizationMapper.class).find(id))
                .orElseThrow(() -> DomainException.notFound("This organization"));
    }
}
