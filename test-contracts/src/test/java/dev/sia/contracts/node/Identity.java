package dev.sia.contracts.node;

import dev.sia.server.dev.DevelopmentIssuer;
import dev.sia.server.dev.DevelopmentUser;
import dev.sia.server.identity.Role;
import dev.sia.server.organization.OrganizationId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Signs tokens of whatever user a test needs, with the key of a server's data directory. */
public final class Identity implements AutoCloseable {
    /** Where a server keeps it, in its data directory. */
    public static final String DIRECTORY = "identity";

    private static final Duration VALIDITY = Duration.ofHours(1);

    private final DevelopmentIssuer issuer;

    /** @param data the server's data directory; the key is made if there is none */
    public Identity(Path data) {
        issuer = DevelopmentIssuer.start(data.resolve(DIRECTORY), Clock.systemUTC(), name -> UUID.randomUUID());
    }

    /** A token of a user with a role in one organization. */
    public String token(UUID organization, Role role) {
        DevelopmentUser.Place place =
                new DevelopmentUser.Place(new OrganizationId(organization), "Organization " + organization, role);
        String user = role.wire() + "-of-" + organization;
        return issuer.issue(new DevelopmentUser(user, role.wire() + "@example.com", List.of(place)), VALIDITY);
    }

    @Override
    public void close() {
        issuer.close();
    }
}
