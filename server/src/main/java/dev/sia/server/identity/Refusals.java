package dev.sia.server.identity;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says no to credentials: whatever is wrong with them, the caller hears the same. */
public final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    /** @param reason for the debug log; never the credential or a part of it */
    public static DomainException refused(String reason) {
        log.debug("Credentials refused: {}", reason);
        return new DomainException(ErrorCode.UNAUTHENTICATED, "The credentials are missing, wrong or expired.");
    }
}
