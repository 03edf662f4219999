package dev.sia.contracts.node;

import dev.sia.server.dev.DevelopmentIssuer;
import dev.sia.server.dev.DevelopmentUser;
import dev.sia.server.identity.Role;
import dev.sia.server.organization.OrganizationId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Signs tokens of whatever user a test needs, with the key of a server's data directory. */
public final class Identity implements AutoCloseable {
    /** Where a server keeps it, in its data directory. */
    public static final String DIRECTORY = "identity";

    private static final Duration VALIDITY = Duration.ofHours(1);
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static String commonKey = "";

    private final DevelopmentIssuer issuer;
    /** Signing takes longer than most requests, and clients ask for a token before each. */
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    /** @param data the server's data directory; the key is made if there is none */
    public Identity(Path data) {
        issuer = DevelopmentIssuer.start(data.resolve(DIRECTORY), Clock.systemUTC(), name -> UUID.randomUUID());
    }

    /** Gives a server that has no key yet the one that all servers of this JVM share: to make one takes a second. */
    static synchronized void giveCommonKey(Path data) {
        Path file = data.resolve(DIRECTORY).resolve("key.pem");
        try {
            if (Files.exists(file)) {
                return;
            }
            if (commonKey.isEmpty()) {
                new Identity(data).close();
                commonKey = Files.readString(file);
            } else {
                Files.createDirectories(file.getParent());
                Files.writeString(Files.createFile(file, PRIVATE), commonKey);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A token of a user with a role in one organization; always the same one. */
    public String token(UUID organization, Role role) {
        return tokens.computeIfAbsent(
                role.wire() + "-of-" + organization, user -> issue(user, new OrganizationId(organization), role));
    }

    private String issue(String user, OrganizationId organization, Role role) {
        DevelopmentUser.Place place =
                new DevelopmentUser.Place(organization, "Organization " + organization.value(), role);
        return issuer.issue(new DevelopmentUser(user, role.wire() + "@example.com", List.of(place)), VALIDITY);
    }

    @Override
    public void close() {
        issuer.close();
    }
}
