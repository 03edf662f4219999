package dev.sia.cli.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The machine's running processes with their groups: {@code /proc} where there is one, {@code ps} elsewhere. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/stat"));

    /** A process that has not ended; zombies are not listed. */
    record Entry(long pid, long group, long session) {}

    private ProcessTable() {}

    static List<Entry> read() {
        return HAS_PROC ? readProc() : readPs();
    }

    /** Whether the process was started with this {@code NAME=value} in its environment; false when that cannot be told. */
    static boolean startedWith(long pid, String assignment) {
        if (!HAS_PROC) {
            return false;
        }
        try {
            String environment = Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1);
            return environment.startsWith(assignment + '\0') || environment.contains('\0' + assignment + '\0');
        } catch (IOException gone) {
            return false;
        }
    }

    private static List<Entry> readProc() {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path directory : directories) {
                readStat(directory).ifPresent(entries::add);
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return entries;
        }
        return entries;
    }

    private static Optional<Entry> readStat(Path directory) {
        try {
            String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name is in parentheses and may hold anything, so fields are counted from the last one.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return Optional.empty();
            }
            long pid = Long.parseLong(directory.getFileName().toString());
            return Optional.of(new Entry(pid, Long.parseLong(fields[2]), Long.parseLong(fields[3])));
        } catch (IOException | RuntimeException gone) {
            return Optional.empty();
        }
    }

    private static List<Entry> readPs() {
        List<Entry> entries = new ArrayList<>();
        try {
            Process ps = new ProcessBuilder("ps", "-A", "-o", "pid=,pgid=,stat=")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var lines = ps.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().map(line -> line.strip().split("\\s+")).forEach(fields -> {
                    if (fields.length == 3 && !fields[2].startsWith("Z")) {
                        long group = Long.parseLong(fields[1]);
                        entries.add(new Entry(Long.parseLong(fields[0]), group, group));
                    }
                });
            }
        } catch (IOException noPs) {
            return entries;
        }
        return entries;
    }
}
