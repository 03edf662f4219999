package dev.sia.server.db;

import java.util.UUID;

/** Whose rows a transaction sees and writes: an organization, which this package knows no more of than its id. */
public interface Tenant {
    UUID value();
}
