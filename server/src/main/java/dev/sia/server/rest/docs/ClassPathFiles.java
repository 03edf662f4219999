package dev.sia.server.rest.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Files that were built into the server. */
final class ClassPathFiles {
    private ClassPathFiles() {}

    static byte[] read(String resource) {
        try (InputStream file = ClassPathFiles.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException(resource + " is missing from the server");
            }
            return file.readAllBytes();
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }
}
