package dev.sia.server.identity;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;

/** Turns a bearer credential into the principal that it stands for. */
public interface Authenticator {
    /**
     * @param bearer the credential without the word Bearer
     * @throws DomainException {@code unauthenticated}, with the same message whatever is wrong, or {@code unavailable} when
     *     the credential cannot be checked now
     */
    Principal authenticate(String bearer);

    /**
     * The principal as it is now, for one who was let in before and whose credential is not at hand any more. A person stays
     * what the token said until it expires; an API key is another matter, so whoever knows of keys says so, and nobody else
     * lets one in.
     *
     * @param known what its credential stood for; of an API key only the id counts
     * @throws DomainException as {@link #authenticate}
     */
    default Principal renew(Principal known) {
        return switch (known.kind()) {
            case USER -> known;
            case API_KEY ->
                throw new DomainException(ErrorCode.UNAUTHENTICATED, "The API key cannot be asked about any more.");
        };
    }
}
