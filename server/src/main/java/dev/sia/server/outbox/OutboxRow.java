package dev.sia.server.outbox;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A promised call that is due. */
record OutboxRow(long id, OutboxKind kind, UUID jobId, byte @Nullable [] taskToken, int tries) {}
