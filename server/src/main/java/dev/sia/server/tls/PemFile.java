package dev.sia.server.tls;

import dev.sia.server.error.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that an operator has named.
 *
 * @param setting the setting that names it
 */
public record PemFile(String setting, Path path) {
    private static final int MOST_BYTES = 1 << 20;

    /** @throws StartFailure when it cannot be read */
    byte[] read() {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw failure("is larger than any certificate file", null);
            }
            return content;
        } catch (IOException thrown) {
            throw failure("cannot be read (" + thrown.getClass().getSimpleName() + ")", thrown);
        }
    }

    StartFailure failure(String why, @Nullable Throwable cause) {
        return new StartFailure(setting + ": " + path + " " + why, cause);
    }
}
