package dev.sia.cli.agent.attempt;

import dev.sia.cli.agent.process.ProcessRecord;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agent keeps of one attempt outside its workspace while it holds it: the spool, the prompt, which processes run, and
 * where the workspace is. Gone when the attempt is; what is found at start is from an agent that died.
 */
final class AttemptDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptDirectory.class);
    private static final String PROCESSES = "processes";
    private static final String WORKSPACE = "workspace";

    private final Path directory;

    private AttemptDirectory(Path directory) {
        this.directory = directory;
    }

    static AttemptDirectory create(Path attempts, String attemptId, Path workspace) throws IOException {
        Path directory = attempts.resolve(attemptId);
        DirectoryTree.remove(directory);
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve(WORKSPACE), workspace.toAbsolutePath().toString());
        return new AttemptDirectory(directory);
    }

    Path path() {
        return directory;
    }

    Path promptFile() {
        return directory.resolve("prompt.txt");
    }

    Path hintsFile() {
        return directory.resolve("hints.jsonl");
    }

    ProcessRecord recordProcesses() throws IOException {
        return ProcessRecord.create(directory.resolve(PROCESSES));
    }

    void remove() {
        try {
            DirectoryTree.remove(directory);
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", directory, e.toString());
        }
    }

    /** Ends the processes and removes the workspaces of attempts that an earlier agent left behind. */
    static void sweep(Path attempts, KeepWorkspaces keep, Consumer<String> say) throws IOException {
        Files.createDirectories(attempts);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(attempts)) {
            for (Path leftover : leftovers) {
                sweepOne(leftover, keep, say);
            }
        }
    }

    private static void sweepOne(Path leftover, KeepWorkspaces keep, Consumer<String> say) throws IOException {
        String attemptId = leftover.getFileName().toString();
        Path processes = leftover.resolve(PROCESSES);
        if (Files.exists(processes) && ProcessRecord.killLeftovers(processes)) {
            say.accept("Stopped processes of attempt " + attemptId + " that an earlier run left behind");
        }
        Path recorded = leftover.resolve(WORKSPACE);
        if (Files.exists(recorded) && keep == KeepWorkspaces.NEVER) {
            Path workspace = Path.of(Files.readString(recorded));
            // Only what is named after the attempt is its own.
            if (workspace.endsWith(attemptId)) {
                DirectoryTree.remove(workspace);
            }
        }
        DirectoryTree.remove(leftover);
    }
}
