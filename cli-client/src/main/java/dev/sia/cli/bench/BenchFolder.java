package dev.sia.cli.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A temporary directory that is gone when it is closed. */
final class BenchFolder implements AutoCloseable {
    private static final int TRIES = 3;

    private final Path path;

    private BenchFolder(Path path) {
        this.path = path;
    }

    static BenchFolder in(Path parent) throws IOException {
        Files.createDirectories(parent);
        return new BenchFolder(Files.createTempDirectory(parent, "sia-bench-"));
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** A database that is just ending may write while its files are deleted, so this tries again. */
    @Override
    public void close() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                delete();
                return;
            } catch (NoSuchFileException gone) {
                return;
            } catch (IOException busy) {
                if (attempt == TRIES) {
                    throw busy;
                }
            }
        }
    }

    private void delete() throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
