package dev.sia.server.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sia.server.error.StartFailure;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.TokenVerifier;
import dev.sia.server.organization.OrganizationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentIssuerTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path directory;

    private DevelopmentIssuer start() {
        return DevelopmentIssuer.start(directory, CLOCK, name -> UUID.randomUUID());
    }

    @Test
    void theTokenFileHoldsAnOwnerThatTheRealVerifierAccepts() throws IOException {
        try (DevelopmentIssuer issuer = start()) {
            TokenVerifier verifier = TokenVerifier.withKey(DevelopmentIssuer.ISSUER, issuer.publicKey(), CLOCK);
            Principal principal =
                    verifier.authenticate(Files.readString(issuer.tokenFile()).strip());
            OrganizationId organization = issuer.owner().places().getFirst().organization();
            assertThat(principal.id()).isEqualTo(issuer.owner().userId());
            assertThat(principal.membership(organization).grant()).isEqualTo(Role.OWNER);
        }
    }

    @Test
    void identityStaysTheSameOverARestart() {
        try (DevelopmentIssuer first = start();
                DevelopmentIssuer second = start()) {
            assertThat(second.owner()).isEqualTo(first.owner());
            assertThat(second.publicKey()).isEqualTo(first.publicKey());
        }
    }

    @Test
    void secretsAreForTheirOwnerOnly() throws IOException {
        try (DevelopmentIssuer issuer = start()) {
            for (Path file : List.of(directory.resolve("key.pem"), issuer.tokenFile())) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void anyUserCanBeIssued() {
        try (DevelopmentIssuer issuer = start()) {
            OrganizationId organization = new OrganizationId(UUID.randomUUID());
            String token = issuer.issue(
                    new DevelopmentUser(
                            "viewer-1",
                            "v@example.com",
                            List.of(new DevelopmentUser.Place(organization, "Other", Role.VIEWER))),
                    Duration.ofMinutes(5));
            Principal principal = TokenVerifier.withKey(DevelopmentIssuer.ISSUER, issuer.publicKey(), CLOCK)
                    .authenticate(token);
            assertThat(principal.memberships()).containsEntry(organization, new Membership(Role.VIEWER, "Other"));
        }
    }

    @Test
    void aBrokenKeyFileStopsTheStartAndNamesTheSetting() throws IOException {
        start().close();
        Files.writeString(directory.resolve("key.pem"), "garbage");
        assertThatExceptionOfType(StartFailure.class).isThrownBy(this::start).withMessageStartingWith("SIA_DATA_DIR: ");
    }
}
