package dev.sia.server.identity;

/** Turns a bearer credential into the principal that it stands for. */
public interface Authenticator {
    /**
     * @param bearer the credential without the word Bearer
     * @throws dev.sia.server.error.DomainException {@code unauthenticated}, with the same message whatever is wrong, or
     *     {@code unavailable} when the credential cannot be checked now
     */
    Principal authenticate(String bearer);
}
