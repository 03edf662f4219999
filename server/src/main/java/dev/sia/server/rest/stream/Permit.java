package dev.sia.server.rest.stream;

import dev.sia.server.identity.Access;
import dev.sia.server.identity.Credential;

/**
 * With what a stream was opened.
 *
 * @param access what its operation demands, then and for as long as the stream lasts
 */
public record Permit(Credential credential, Access access) {}
