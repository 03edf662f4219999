package dev.sia.cli.demo;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory of one run: repository, tool, agent's state, logs. Held by one demo at a time. */
final class DemoFolder implements AutoCloseable {
    /** Says that a directory was made by the demo and may be emptied by it. */
    private static final String MARK = ".sia-demo";

    private final Path path;
    private final FileChannel lock;

    private DemoFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** A directory that does not exist or has nothing in it. */
    static DemoFolder fresh(Path path) throws IOException {
        if (Files.exists(path) && !isEmpty(path)) {
            throw new CliException(ExitCode.USAGE, path + " is not empty; name a new or empty directory");
        }
        return open(path);
    }

    /** A directory of the demo's own, without what an earlier run left. */
    static DemoFolder emptied(Path path) throws IOException {
        if (Files.exists(path) && !isEmpty(path) && !Files.exists(path.resolve(MARK))) {
            throw new CliException(
                    ExitCode.USAGE, path + " was not made by the demo; name another place with --directory");
        }
        DemoFolder folder = open(path);
        try (Stream<Path> children = Files.list(path)) {
            for (Path child : children.toList()) {
                if (!child.endsWith(MARK)) {
                    delete(child);
                }
            }
        }
        return folder;
    }

    private static DemoFolder open(Path path) throws IOException {
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileChannel lock = FileChannel.open(path.resolve(MARK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            lock.close();
            throw new CliException(
                    ExitCode.CONFLICT,
                    "another demo runs in " + path + "; give this one a --directory and a --data-dir");
        }
        return new DemoFolder(path, lock);
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (Stream<Path> children = Files.list(path)) {
            return children.findAny().isEmpty();
        }
    }

    private static void delete(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
