package dev.sia.cli.conformance;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import dev.sia.cli.conformance.agent.AgentStarter;
import dev.sia.cli.conformance.agent.CommandAgent;
import dev.sia.cli.conformance.agent.HandStartedAgent;
import dev.sia.cli.conformance.rule.Rule;
import dev.sia.cli.output.Output;
import dev.sia.cli.output.Output.Format;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sia agent conformance}: tries whether an agent keeps to the protocol. */
@Command(
        name = "conformance",
        description = {
            "Try whether an agent, in any language, keeps to the agent protocol.",
            "",
            "For each rule the kit listens on a port of its own, plays SIA's side from a script, and starts the agent with COMMAND:"
                    + " the agent connects to the kit as it would to a server, and finds where and who it is in these environment"
                    + " variables:",
            "",
            "  SIA_SERVER_GRPC           host:port to connect to, without TLS",
            "  SIA_ENROLMENT_TOKEN_FILE  file with the one-time token",
            "  SIA_STATE_DIR             where to keep the credential; empty at first",
            "  SIA_AGENT_NAME            name to enrol with",
            "",
            "The kit stops the agent with SIGTERM, so a shell in COMMAND should exec it. The prompt of each job is a line for sh, and"
                    + " the agent has to run it with sh -c as its coding tool: it prints lines and goes on for as long as the rule needs."
                    + " The repository is a local one; jobs have the steps prepare, generate and cleanup, one has"
                    + " publish too and wants the work branch pushed.",
            "",
            "Without COMMAND the kit says where it listens and waits, rule by rule, for an agent that you start by hand."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the agent kept to all rules", "1:it did not", "2:wrong options"},
        footerHeading = "%nRules:%n",
        footer = {
            "  attach-first, enrol-once, version-mismatch, heartbeat, unknown-frame,",
            "  offer-accept, steps, publication, hint, timeout, step-timeout,",
            "  log-numbering, log-resend, resume, abandon, drain, leave,",
            "  result-until-acked, result-final-log, cancel, lease-lost, grace, revoked",
            "Not tried: TLS, because how an agent is told whom to trust is its own affair, and",
            "the rotation of credentials, because no agent has to begin it.",
            "An agent that sends far more than a rule needs fails it with 'flood'.",
            "",
            "Keys of -o json:",
            "  passed, failed  how many rules",
            "  rules           list of rule, statement, verdict (pass or fail), seconds,",
            "                  and with fail: reason, frame (what the agent did there or",
            "                  last), agentOutput (its last lines)",
            "",
            "Examples:",
            "  sia agent conformance -- node my-agent.js",
            "  sia agent conformance --only log-resend,resume -- ./my-agent",
            "  sia agent conformance -- sh -c 'exec sia agent run \\",
            "      --server-grpc \"$SIA_SERVER_GRPC\" --state-dir \"$SIA_STATE_DIR\" \\",
            "      --enrolment-token-file \"$SIA_ENROLMENT_TOKEN_FILE\" \\",
            "      --name \"$SIA_AGENT_NAME\" --generate '\\''sh -c \"$SIA_PROMPT\"'\\'"
        })
public final class ConformanceCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST_PARALLEL = 16;
    private static final int MOST_PORT = 65_535;

    private final Surroundings surroundings;

    @Option(names = "--only", paramLabel = "RULE", split = ",", description = "Which rules to try. Default: all.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = {"--listen", "--target"},
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:0",
            description =
                    "Where the kit listens, which is the target of the agent's connections; port 0 for any that is free."
                            + " Default: ${DEFAULT-VALUE}.")
    private String listen = "";

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            description = "How long the agent has for each thing that it has to do, where the protocol names no time."
                    + " Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many rules to try at once, 1 to 16, each with an agent of its own. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int parallel = 1;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table for people (default) or json for programs.")
    private Format format = Format.TABLE;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "Starts the agent; give it after --.")
    private List<String> command = new ArrayList<>();

    /** In these surroundings. */
    public ConformanceCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        InetSocketAddress address = address();
        List<Rule> rules = rules();
        requireSense(address);
        AgentStarter starter =
                command.isEmpty() ? HandStartedAgent.starter(surroundings::say) : CommandAgent.starter(command);
        Report report = new Kit(starter, address, timeout, parallel, surroundings::say).run(rules);
        Output output = new Output(format, surroundings.out(), surroundings.terminal());
        if (output.isJson()) {
            output.document(report);
        } else {
            ReportText.print(output, report);
        }
        return (report.failed() == 0 ? ExitCode.OK : ExitCode.FAILED).code();
    }

    private void requireSense(InetSocketAddress address) {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw usage("--timeout must be from 5s to 10m");
        }
        if (parallel < 1 || parallel > MOST_PARALLEL) {
            throw usage("--parallel must be from 1 to " + MOST_PARALLEL);
        }
        if (parallel > 1 && (command.isEmpty() || address.getPort() != 0)) {
            throw usage("--parallel needs a COMMAND, and port 0 in --listen");
        }
    }

    private List<Rule> rules() {
        if (only.isEmpty()) {
            return List.of(Rule.values());
        }
        return only.stream()
                .map(id -> Rule.of(id.strip())
                        .orElseThrow(() -> usage("--only: there is no rule '" + id + "'; there are "
                                + Arrays.stream(Rule.values()).map(Rule::id).collect(Collectors.joining(", ")))))
                .distinct()
                .toList();
    }

    private InetSocketAddress address() {
        int colon = listen.lastIndexOf(':');
        try {
            int port = Integer.parseInt(listen.substring(colon + 1));
            if (colon > 0 && port >= 0 && port <= MOST_PORT) {
                InetSocketAddress address = new InetSocketAddress(listen.substring(0, colon), port);
                if (!address.isUnresolved()) {
                    return address;
                }
            }
        } catch (NumberFormatException noPort) {
            throw usage("--listen: '" + listen + "' is not HOST:PORT");
        }
        throw usage("--listen: '" + listen + "' is not HOST:PORT");
    }

    private static CliException usage(String sentence) {
        return new CliException(ExitCode.USAGE, sentence);
    }
}
