package dev.sia.cli.agent.session;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
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
                new Secret(value(properties, "credential")),
                issuedAt(properties)));
    }

    /** Writes it whole or not at all. */
    public void write(Credential credential) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(written);
        Files.createFile(written, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        String text = "# Who this SIA agent is. Keep it secret; remove it to enrol again.\n"
                + line("server", credential.server())
                + line("agentId", credential.agentId())
                + line("organizationId", credential.organizationId())
                + line("credential", credential.secret().value())
                + line("issuedAt", credential.issuedAt().toString());
        try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            // The credential before may be good for nothing as soon as this one is used.
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String value(Properties properties, String key) throws IOException {
        String value = properties.getProperty(key);
        if (value == null || value.isBlank()) {
            throw new IOException(file + " holds no " + key);
        }
        return value;
    }

    /** Files from before credentials were replaced do not say it: theirs counts as old. */
    private Instant issuedAt(Properties properties) throws IOException {
        try {
            return Instant.parse(properties.getProperty("issuedAt", Instant.EPOCH.toString()));
        } catch (DateTimeParseException e) {
            throw new IOException(file + " holds no time as issuedAt", e);
        }
    }

    private static String line(String key, String value) {
        return key + '=' + value.replace("\\", "\\\\") + '\n';
    }
}
