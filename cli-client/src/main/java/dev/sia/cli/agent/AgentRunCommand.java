package dev.sia.cli.agent;

import dev.sia.cli.agent.session.ConnectionFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sia agent run}: works until it is told to stop. */
@Command(
        name = "run",
        description = {
            "Connect to a SIA server, take its jobs and work on them.",
            "",
            "Each job is cloned into a workspace of its own. There the generate command, the coding tool, does the work; the"
                    + " verify command checks it; and the branch is pushed or given to the publish command.",
            "Commands run with sh -c and find the job in SIA_JOB_ID, SIA_PROMPT (and SIA_PROMPT_FILE), SIA_ATTEMPT,"
                    + " SIA_WORKSPACE, SIA_BRANCH, SIA_BASE_BRANCH and SIA_STEP. What people say meanwhile ('sia job hint')"
                    + " is added to SIA_HINTS_FILE, one JSON object a line: id, at, author, text.",
            "",
            "SIGTERM or Ctrl-C: the agent takes no more jobs, finishes those that it has, and ends. Again: it stops at once.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped, after SIGINT or SIGTERM and with everything finished that it had",
            "1:unexpected trouble of the agent itself",
            "2:wrong options, or not enrolled and no enrolment token",
            "3:the server refused the enrolment token or the agent's credential, or revoked the credential",
            "4:the server did not answer while enrolling",
            "5:the state directory cannot be used, or another agent uses it",
            "6:the server refused the session, for example because of the protocol's version",
            "7:another process uses the same credential",
            "130, 143:stopped at once by a second SIGINT or SIGTERM"
        },
        footerHeading = "%nExample:%n",
        footer = "  sia agent run --server-grpc localhost:9090 --enrolment-token-file token \\%n"
                + "      --generate 'claude -p \"$SIA_PROMPT\"' --verify 'make test' --env-pass ANTHROPIC_API_KEY")
public final class AgentRunCommand implements Callable<Integer> {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentRunOptions options;

    /** Made by picocli, which fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public AgentRunCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            run(new Agent(
                    options.settings(spec),
                    options.faults(),
                    output(spec.commandLine().getOut())));
            return ExitCode.STOPPED.code();
        } catch (AgentFailure e) {
            err.println("sia agent: " + e.getMessage());
            return e.exitCode().code();
        } catch (ConnectionFailure e) {
            err.println("sia agent: " + e.getMessage());
            return ExitCode.of(e.kind()).code();
        } finally {
            err.flush();
        }
    }

    private static void run(Agent agent) throws IOException, InterruptedException {
        Thread hook = new Thread(() -> stop(agent), "sia-agent-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try (StopSignals _ = new StopSignals(agent)) {
            agent.run();
        } finally {
            removeHook(hook);
        }
    }

    private static void stop(Agent agent) {
        try {
            agent.stop();
            agent.awaitEnd(STOP_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is what ended the agent.
        }
    }

    private static Consumer<String> output(PrintWriter out) {
        return line -> {
            out.println(LocalTime.now(ZoneId.systemDefault()).format(TIME) + ' ' + line.replaceAll("\\R", " "));
            out.flush();
        };
    }
}
