package dev.sia.cli.agent.session;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** Keeps the credential in a file that only its owner may read. */
public final class CredentialFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    /** Names the file; it need not exist. */
    public CredentialFile(Path file) {
        this.file = file;
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /**
     * Reads it; takes away what others may do with it.
     *
     * @return nothing when there is no file
     * @throws IOException when it cannot be read or is not whole
     */
    public Optional<Credential> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file)));
        return Optional.of(new Credential(
                value(properties, "server"),
                value(properties, "agentId"),
                value(properties, "organizationId"),
                new Secret(value(properties, "credential"))));
    }

    /** Writes it whole or not at all. */
    public void write(Credential credential) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(written);
        Files.createFile(written, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.writeString(
                written,
                "# Who this SIA agent is. Keep it secret; remove it to enrol again.\n"
                        + line("server", credential.server())
                        + line("agentId", credential.agentId())
                        + line("organizationId", credential.organizationId())
                        + line("credential", credential.secret().value()));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String value(Properties properties, String key) throws IOException {
        String value = properties.getProperty(key);
        if (value == null || value.isBlank()) {
            throw new IOException(file + " holds no " + key);
        }
        return value;
    }

    private static String line(String key, String value) {
        return key + '=' + value.replace("\\", "\\\\") + '\n';
    }
}
