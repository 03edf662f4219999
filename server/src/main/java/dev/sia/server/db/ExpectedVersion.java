package dev.sia.server.db;

import dev.sia.server.error.DomainException;
import java.util.Set;

/**
 * The versions of a row that a change was meant for, so that nobody overwrites what they have not seen. Look at it when
 * the row is locked.
 */
public sealed interface ExpectedVersion {
    /** Whatever the row has become. */
    record Any() implements ExpectedVersion {}

    /** One of these; none of them when the client named something that is no version. */
    record OneOf(Set<Long> versions) implements ExpectedVersion {
        public OneOf {
            versions = Set.copyOf(versions);
        }
    }

    default boolean allows(long current) {
        return switch (this) {
            case Any _ -> true;
            case OneOf(Set<Long> versions) -> versions.contains(current);
        };
    }

    /**
     * Refuses a change of a row that has moved on.
     *
     * @param what the thing as the start of a sentence, for example {@code "This job"}
     */
    default void require(long current, String what) {
        if (!allows(current)) {
            throw DomainException.preconditionFailed(
                    current, what + " has changed since you read it. Read it again and decide anew.");
        }
    }
}
