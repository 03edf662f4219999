package dev.sia.cli.profile;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
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
 * @param authorities file of the certificates to trust; null for the machine's own
 */
public record Connection(
        URI url,
        Credential credential,
        @Nullable UUID organization,
        @Nullable Path authorities) {

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

    Connection(URI url, Credential credential, @Nullable UUID organization) {
        this(url, credential, organization, null);
    }

    /** The same in an organization. */
    Connection in(UUID other) {
        return new Connection(url, credential, other, authorities);
    }

    /** The same with another token. */
    Connection as(Credential other) {
        return new Connection(url, other, organization, authorities);
    }

    /** The same, trusting the certificates in a file. */
    Connection trusting(Path file) {
        return new Connection(url, credential, organization, file);
    }

    /** A client of the server. */
    public SiaClient open() {
        SiaClient.Builder builder = SiaClient.builder().baseUrl(url).userAgent("sia-cli");
        if (authorities != null) {
            builder.trustedCertificates(authorities);
        }
        switch (credential) {
            case Credential.Token(String value) -> builder.token(() -> value);
            case Credential.TokenFile(Path path) -> builder.tokenFile(path);
        }
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
