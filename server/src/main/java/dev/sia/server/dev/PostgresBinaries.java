package dev.sia.server.dev;

import dev.sia.server.error.StartFailure;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked once from the class path and kept for every later start. */
record PostgresBinaries(Path root) {
    /** Changes with the version of the binaries in the build, so that an upgrade unpacks the new ones. */
    private static final String VERSION = "18.6.0";

    /** What to change when there is no place. */
    static final String SETTINGS = "SIA_DATA_DIR or SIA_DATABASE_PROGRAMS_DIR: ";

    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> PLAIN = PosixFilePermissions.fromString("rw-r--r--");

    static PostgresBinaries in(Path cache) {
        Path root = cache.resolve("postgres-" + VERSION);
        if (!Files.isExecutable(root.resolve("bin/postgres"))) {
            try {
                unpackInto(cache, root);
            } catch (IOException thrown) {
                throw new StartFailure(
                        SETTINGS + "the embedded PostgreSQL cannot be unpacked into " + cache + ": "
                                + thrown.getMessage(),
                        thrown);
            }
        }
        return new PostgresBinaries(root);
    }

    String program(String name) {
        return root.resolve("bin").resolve(name).toString();
    }

    /** Unpacks beside the target and renames, so that a crash or a second process never leaves half of it. */
    private static void unpackInto(Path cache, Path root) throws IOException {
        Files.createDirectories(cache);
        Path unfinished = cache.resolve("unpacking-" + UUID.randomUUID());
        try (InputStream archive = openArchive();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            Files.createDirectories(unfinished);
            Files.setPosixFilePermissions(unfinished, PROGRAM);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, unfinished);
            }
            try {
                Files.move(unfinished, root, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException taken) {
                // Another process may have been faster.
                if (!Files.isExecutable(root.resolve("bin/postgres"))) {
                    throw taken;
                }
            }
        } finally {
            deleteRecursively(unfinished);
        }
    }

    private static InputStream openArchive() {
        String system =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac")
                        ? "darwin"
                        : System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = ArchUtils.normalize(System.getProperty("os.arch", ""));
        InputStream archive =
                PostgresBinaries.class.getResourceAsStream("/postgres-" + system + "-" + machine + ".txz");
        if (archive == null) {
            throw new StartFailure("SIA_DATABASE_URL: there is no embedded PostgreSQL for " + system + " on " + machine
                    + "; name a PostgreSQL server here");
        }
        return archive;
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path directory) throws IOException {
        Path target = directory.resolve(entry.getName()).normalize();
        if (!target.startsWith(directory)) {
            throw new IOException("The archive points outside itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            Files.setPosixFilePermissions(target, PROGRAM);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & 0111) != 0;
            Files.setPosixFilePermissions(target, executable ? PROGRAM : PLAIN);
        }
    }

    static void deleteRecursively(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }
}
