package dev.sia.cli.profile;

import dev.sia.sdk.SiaClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server and how to show who asks. The token itself is never part of {@link #toString()}.
 *
 * @param url base address of the server
 * @param credential where the access token is
 * @param organization the organization to work in; null when nothing says which
 */
public record Connection(
        URI url, Credential credential, @Nullable UUID organization) {

    /** Where an access token is. */
    public sealed interface Credential {
        /** The token itself. */
        record Token(String value) implements Credential {
            @Override
            public String toString() {
                return "***";
            }
        }

        /** A file that holds it, read at every use so that a renewed one is picked up. */
        record TokenFile(Path path) implements Credential {}
    }

    /** A client of the server. */
    public SiaClient open() {
        SiaClient.Builder builder = SiaClient.builder().baseUrl(url).userAgent("sia-cli");
        return switch (credential) {
            case Credential.Token(String value) -> builder.token(() -> value).build();
            case Credential.TokenFile(Path path) -> builder.tokenFile(path).build();
        };
    }
}
