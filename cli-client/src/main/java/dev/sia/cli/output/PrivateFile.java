package dev.sia.cli.output;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** New files for secrets, which only their owner can read. */
public final class PrivateFile {
    private PrivateFile() {}

    /** To be asked before there is a secret that would have nowhere to go. */
    public static void requireNew(Path file) {
        if (Files.exists(file)) {
            throw exists(file);
        }
    }

    /** Makes the file with the secret as its only line. */
    public static void write(Path file, String secret) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, secret + System.lineSeparator());
        } catch (FileAlreadyExistsException e) {
            throw exists(file);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "the file " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static CliException exists(Path file) {
        return new CliException(ExitCode.USAGE, "the file " + file + " exists already; name a new one");
    }
}
