package dev.sia.cli.demo;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sia demo}: the newcomer's command. */
@Command(
        name = "demo",
        description = {
            "Show the whole way of a job on this machine.",
            "",
            "Makes a small git repository, starts a server and an agent, queues a job, shows its log as it grows, and checks the"
                    + " branch that comes out. The coding tool is a small shell script; everything else is real. The exit code is"
                    + " 0 only when the branch is there, its tests pass and the job is in review.",
            "",
            "The server's data stays in --data-dir, so that a second run is quick. A server that dies is started again on the"
                    + " same data, at most three times."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  sia demo",
            "  sia demo --kill-server-once",
            "  sia demo --keep --prompt 'Add a --whisper option, with a test.'"
        })
public final class DemoCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            defaultValue = "Add a --shout option that greets in capital letters, with a test.",
            description = "What to do; the stand-in can add --shout, --whisper and --formal. Default: ${DEFAULT-VALUE}")
    private String prompt = "";

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "Where the repository, the agent's state and the logs go: a new or empty directory. Default: a"
                            + " directory of the demo's own that every run empties.")
    private @Nullable Path directory;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The server's data. Default: $XDG_DATA_HOME/sia-demo/server, else"
                    + " ~/.local/share/sia-demo/server.")
    private @Nullable Path dataDirectory;

    @Option(names = "--keep", description = "Leave the server and the agent up until Ctrl-C, to look around.")
    private boolean keep;

    @Option(
            names = "--kill-server-once",
            description =
                    "Kill the server (SIGKILL) in the middle of the job, to show that nothing is lost or done twice.")
    private boolean killServerOnce;

    /** In these surroundings. */
    public DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        String launcher = surroundings
                .variable("SIA_LAUNCHER")
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "the demo starts other sia processes through the launcher: run it as './sia demo'"));
        Path home = surroundings.xdg("XDG_DATA_HOME", ".local/share").resolve("sia-demo");
        Path data = dataDirectory == null ? home.resolve("server") : dataDirectory;
        DemoSettings settings =
                new DemoSettings(launcher, data.toAbsolutePath().normalize(), prompt, keep, killServerOnce);
        try (DemoFolder folder = directory == null
                ? DemoFolder.emptied(home.resolve("run"))
                : DemoFolder.fresh(directory.toAbsolutePath().normalize())) {
            return new Demo(surroundings, settings, folder).run().code();
        }
    }
}
