package dev.sia.server.dev;

import dev.sia.server.error.StartFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/** Small secrets in files that only their owner can read, replaced as a whole and never seen half-written. */
final class PrivateFiles {
    private PrivateFiles() {}

    /** The text of the file, made first when there is none. */
    static String readOrCreate(Path directory, String name, Supplier<String> content) {
        Path file = directory.resolve(name);
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException notYet) {
            String created = content.get();
            try {
                Files.createDirectories(directory);
                write(file, created);
            } catch (IOException thrown) {
                throw unusable(file, thrown);
            }
            return created;
        } catch (IOException thrown) {
            throw unusable(file, thrown);
        }
    }

    private static StartFailure unusable(Path file, IOException thrown) {
        return new StartFailure("SIA_DATA_DIR: " + file + " cannot be read or written: " + thrown.getMessage(), thrown);
    }

    static void write(Path file, String content) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(content + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
