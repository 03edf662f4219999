package dev.sia.cli.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file that says which processes an attempt started, so that the next agent of the same state directory can end those
 * that outlived this one.
 *
 * <p>The marker is written before the first process starts; each process group follows with its leader's start time,
 * because process numbers are used again.
 */
public final class ProcessRecord {
    private static final String MARKER = "marker ";
    private static final String GROUP = "group ";

    private final Path file;
    private final Marker marker;

    private ProcessRecord(Path file, Marker marker) {
        this.file = file;
        this.marker = marker;
    }

    /** Starts a record with a new marker. */
    public static ProcessRecord create(Path file) throws IOException {
        Marker marker = Marker.random();
        Files.writeString(file, MARKER + marker.value() + '\n');
        return new ProcessRecord(file, marker);
    }

    /** What every process of the attempt carries. */
    public Marker marker() {
        return marker;
    }

    void started(ProcessHandle leader) throws IOException {
        String start = leader.info().startInstant().map(Instant::toString).orElse("-");
        Files.writeString(file, GROUP + leader.pid() + ' ' + start + '\n', StandardOpenOption.APPEND);
    }

    /**
     * Kills what is left of the processes in a record of an earlier run.
     *
     * @return whether anything was left
     */
    public static boolean killLeftovers(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        Optional<Marker> marker = lines.stream()
                .filter(line -> line.startsWith(MARKER))
                .map(line -> new Marker(line.substring(MARKER.length())))
                .findFirst();
        if (marker.isEmpty()) {
            return false;
        }
        Set<Long> groups = new HashSet<>();
        lines.stream()
                .filter(line -> line.startsWith(GROUP))
                .map(line -> line.split(" "))
                .filter(ProcessRecord::isSameProcess)
                .forEach(fields -> groups.add(Long.parseLong(fields[1])));
        ProcessTable.read().stream()
                .filter(entry -> marker.get().isCarriedBy(entry.pid()))
                .forEach(entry -> groups.add(entry.group()));
        groups.remove(ownGroup());
        groups.forEach(group -> new ProcessGroup(group, marker.get()).kill());
        return !groups.isEmpty();
    }

    private static boolean isSameProcess(String[] fields) {
        return fields.length == 3
                && ProcessHandle.of(Long.parseLong(fields[1]))
                        .flatMap(process -> process.info().startInstant())
                        .map(Instant::toString)
                        .filter(fields[2]::equals)
                        .isPresent();
    }

    private static Long ownGroup() {
        long self = ProcessHandle.current().pid();
        return ProcessTable.read().stream()
                .filter(entry -> entry.pid() == self)
                .map(ProcessTable.Entry::group)
                .findFirst()
                .orElse(-1L);
    }
}
