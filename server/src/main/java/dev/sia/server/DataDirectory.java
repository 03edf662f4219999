package dev.sia.server;

import dev.sia.server.error.StartFailure;
import dev.sia.server.identity.propelauth.KeyMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What this server keeps, open to its user only and to one running server at a time. */
final class DataDirectory implements AutoCloseable {
    private static final String ADDRESSES = "server.json";

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** Makes the directory when needed and takes it; the lock ends with the process, however that ends. */
    static DataDirectory take(Path path) {
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            FileChannel lockFile =
                    FileChannel.open(path.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(lockFile) == null) {
                lockFile.close();
                throw new StartFailure("SIA_DATA_DIR: another server is running on " + path);
            }
            return new DataDirectory(path, lockFile);
        } catch (IOException | UnsupportedOperationException thrown) {
            throw new StartFailure("SIA_DATA_DIR: " + path + " cannot be used: " + reason(thrown), thrown);
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static String reason(Exception thrown) {
        return switch (thrown) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException missing -> "it cannot be made there";
            case FileAlreadyExistsException file -> "it is not a directory";
            default -> String.valueOf(thrown.getMessage());
        };
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Names this node; made on the first start and kept, so that a node that comes back is the same one. */
    String nodeId() {
        Path file = path.resolve("node-id");
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, UUID.randomUUID().toString());
            }
            return Files.readString(file).strip();
        } catch (IOException thrown) {
            throw new StartFailure("SIA_DATA_DIR: " + file + " cannot be used: " + reason(thrown), thrown);
        }
    }

    Path path() {
        return path;
    }

    /** Tells tools on this machine where the running server is. */
    void publish(Addresses addresses) {
        try {
            write(ADDRESSES, addresses.json());
        } catch (IOException thrown) {
            throw new StartFailure("SIA_DATA_DIR: " + path + " cannot be written: " + reason(thrown), thrown);
        }
    }

    /** A small text that is kept from one start to the next. */
    KeyMemory memory(String name) {
        return new KeyMemory() {
            @Override
            public Optional<String> load() {
                try {
                    return Optional.of(Files.readString(path.resolve(name)));
                } catch (NoSuchFileException notYet) {
                    return Optional.empty();
                } catch (IOException thrown) {
                    throw new UncheckedIOException(path.resolve(name) + ": " + reason(thrown), thrown);
                }
            }

            @Override
            public void save(String text) {
                try {
                    write(name, text);
                } catch (IOException thrown) {
                    throw new UncheckedIOException(path.resolve(name) + ": " + reason(thrown), thrown);
                }
            }
        };
    }

    /** Replaces a file as a whole; it is open to its owner only and never seen half-written. */
    private void write(String name, String text) throws IOException {
        Path unfinished = path.resolve(name + ".tmp");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(unfinished, text, StandardCharsets.UTF_8);
        Files.move(unfinished, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path.resolve(ADDRESSES));
        lockFile.close();
    }
}
