/**
 * PostgreSQL behind three things: {@link dev.sia.server.db.Database} (transactions and mappers),
 * {@link dev.sia.server.db.Migrations} (the schema) and {@link dev.sia.server.db.Notifications} (wake-ups between
 * nodes). May use {@code error} only. Database and Notifications are thread-safe, a {@link dev.sia.server.db.Tx} belongs
 * to the thread of its transaction.
 */
@NullMarked
package dev.sia.server.db;

import org.jspecify.annotations.NullMarked;
