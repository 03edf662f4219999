package dev.sia.server.live;

/** Tells who a token stands for. */
@FunctionalInterface
public interface LiveAuthenticator {
    /**
     * @throws dev.sia.server.error.DomainException {@code unauthenticated}, or {@code unavailable} when the token cannot be
     *     checked now
     */
    LiveUser authenticate(String token);
}
