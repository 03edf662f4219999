package dev.sia.cli.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The agent's own directory, locked so that no second agent uses it at the same time. */
final class StateDirectory implements AutoCloseable {
    private final Path directory;
    private final FileChannel lockFile;

    private StateDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    static StateDirectory open(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            FileChannel lockFile =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(lockFile) == null) {
                lockFile.close();
                throw new AgentFailure(ExitCode.STATE, "Another agent uses the state directory " + directory + '.');
            }
            return new StateDirectory(directory, lockFile);
        } catch (IOException e) {
            throw new AgentFailure(
                    ExitCode.STATE, "The state directory " + directory + " (--state-dir) cannot be used: " + e + '.');
        }
    }

    Path credential() {
        return directory.resolve("credential");
    }

    Path attempts() {
        return directory.resolve("attempts");
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new AgentFailure(ExitCode.STATE, "The state directory " + directory + " could not be released: " + e);
        }
    }
}
