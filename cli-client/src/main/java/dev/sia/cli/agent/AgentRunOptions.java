package dev.sia.cli.agent;

import dev.sia.cli.agent.attempt.KeepWorkspaces;
import dev.sia.cli.agent.attempt.WorkSettings;
import dev.sia.cli.agent.attempt.WorkSettings.Author;
import dev.sia.cli.agent.attempt.WorkSettings.Commands;
import dev.sia.cli.agent.attempt.WorkSettings.Logs;
import dev.sia.cli.agent.fault.Faults;
import dev.sia.cli.agent.process.SessionLauncher;
import dev.sia.cli.agent.session.AgentIdentity;
import dev.sia.cli.agent.session.Secret;
import dev.sia.cli.agent.session.ServerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of {@code sia agent run}, and the settings that they make; all mistakes are reported at once. */
final class AgentRunOptions {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9._/-]{0,62}");
    private static final Pattern AUTHOR = Pattern.compile("([^<>\\n]+?)\\s*<([^<>\\s]+)>");
    private static final int MAX_LABELS = 32;
    private static final int MAX_CAPACITY = 64;
    private static final int MAX_NAME = 100;
    private static final int MOST_CREDENTIAL_DAYS = 3650;
    private static final long MIB = 1024L * 1024;
    private static final long LONGEST_PATIENCE_SECONDS = 86_400;

    @Option(
            names = "--server-grpc",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:SIA_GRPC_TARGET}",
            description = "Where the server listens for agents. Default: SIA_GRPC_TARGET.")
    @Nullable
    String server;

    @Option(names = "--tls", description = "Speak TLS with the server.")
    boolean tls;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Certificates to trust (PEM) instead of the machine's own; implies --tls.")
    @Nullable
    Path authorities;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Certificate to show to a server that asks for one (PEM); implies --tls.")
    @Nullable
    Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its key (PEM, PKCS 8, not encrypted).")
    @Nullable
    Path key;

    @Option(
            names = "--insecure-plaintext",
            description = "Allow a connection without TLS that leaves this machine. Anyone on the way can read the"
                    + " credential.")
    boolean insecurePlaintext;

    @Option(names = "--name", paramLabel = "NAME", description = "What people see. Default: this machine's name.")
    @Nullable
    String name;

    @Option(
            names = "--labels",
            paramLabel = "LABEL",
            split = ",",
            description = "What this agent can do, for jobs that ask for it.")
    List<String> labels = new ArrayList<>();

    @Option(
            names = "--capacity",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many jobs at once, 1 to 64. Default: ${DEFAULT-VALUE}.")
    int capacity;

    @Option(
            names = "--enrolment-token-file",
            paramLabel = "FILE",
            description =
                    "One-time token for the first start; also SIA_ENROLMENT_TOKEN. Later starts use the credential"
                            + " in the state directory.")
    @Nullable
    Path tokenFile;

    @Option(names = "--enrolment-token-stdin", description = "Read that token from the first line of standard input.")
    boolean tokenOnStandardInput;

    @Option(
            names = "--rotate-credential-days",
            paramLabel = "N",
            defaultValue = "30",
            description = "How old the credential may become before the agent has it replaced. Default:"
                    + " ${DEFAULT-VALUE}.")
    int credentialDays = 30;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the agent keeps its credential and what it works on. Default:"
                    + " $XDG_STATE_HOME/sia/agent, else ~/.local/state/sia/agent.")
    @Nullable
    Path stateDirectory;

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            description = "Where workspaces are made. Default: workspaces in the state directory.")
    @Nullable
    Path workDirectory;

    @Option(
            names = "--generate",
            paramLabel = "COMMAND",
            required = true,
            description = "The coding tool. What it leaves uncommitted is committed.")
    String generate = "";

    @Option(
            names = "--hints-stdin",
            description =
                    "Write what people say meanwhile also to the coding tool's standard input, which then stays open"
                            + " until it ends. Only for a tool that does not wait for the end of its input. Default: SIA_HINTS_FILE"
                            + " only, and nothing to read on standard input.")
    boolean hintsOnInput;

    @Option(names = "--verify", paramLabel = "COMMAND", description = "Checks the work. Default: none.")
    @Nullable
    String verify;

    @Option(
            names = "--publish",
            paramLabel = "COMMAND",
            description = "Publishes the branch; the last http(s) address it prints becomes the pull request's link."
                    + " Default: git push.")
    @Nullable
    String publish;

    @Option(
            names = "--keep-workspaces",
            paramLabel = "POLICY",
            defaultValue = "never",
            description = "Which workspaces stay: never, failed or always. Default: ${DEFAULT-VALUE}.")
    String keep = "never";

    @Option(
            names = "--env-pass",
            paramLabel = "NAME",
            split = ",",
            description = "Environment variables that commands may see besides the usual ones (PATH, HOME, …); * stands"
                    + " for anything. SIA_ variables of the agent never pass.")
    List<String> passed = new ArrayList<>();

    @Option(
            names = "--mask-env",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Environment variables whose values are replaced by *** in everything that goes to the server: log"
                            + " lines, failure messages, links; * stands for anything. Masked in any case: the agent's credential,"
                            + " passwords in the repository's address and in addresses that commands get, and variables of --env-pass"
                            + " named *TOKEN, *KEY, *SECRET*, *PASSWORD* and the like. Values of fewer than 6 characters are not masked.")
    List<String> masked = new ArrayList<>();

    @Option(
            names = "--git-author",
            paramLabel = "'NAME <EMAIL>'",
            description = "Who commits. Default: git's own configuration, else SIA agent.")
    @Nullable
    String author;

    @Option(
            names = "--log-spool-mib",
            paramLabel = "N",
            defaultValue = "64",
            description = "Most MiB of log that wait on disk for the server, per job; then its command waits. Default:"
                    + " ${DEFAULT-VALUE}.")
    long spoolMib;

    @Option(
            names = "--log-patience-seconds",
            paramLabel = "N",
            defaultValue = "30",
            description =
                    "How long a command waits on a full spool while the server acknowledges nothing. Then it goes on, its lines"
                            + " are dropped, and the log says how many. Default: ${DEFAULT-VALUE}.")
    long patienceSeconds;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            split = ",",
            description = {
                "Do wrong on purpose, to see what the server makes of it; also several times. Never for real work. There are:",
                "drop-stream-after=N|TIME: every stream breaks after N frames of the agent (5 or more; Attach, heartbeats and"
                        + " repeated reports do not count) or that time (5s), and the agent connects again as it always does;",
                "dup-log: every log batch is sent twice;",
                "gap-log: every third log batch gets lost;",
                "late-ack[=TIME]: offers are answered, cancellations and hints acknowledged only after that time (5s), and what"
                        + " follows waits with them;",
                "ignore-cancel: cancellations are not heard."
            })
    List<String> faults = new ArrayList<>();

    /** What is to go wrong; once {@link #settings} has found no mistake. */
    Faults faults() {
        return Faults.parse(faults, mistake -> {});
    }

    AgentSettings settings(CommandSpec spec) {
        return settings(spec, System.getenv());
    }

    AgentSettings settings(CommandSpec spec, Map<String, String> environment) {
        List<String> mistakes = new ArrayList<>();
        Optional<ServerAddress> address = address(mistakes);
        Optional<SessionLauncher> launcher = launcher(environment, mistakes);
        Optional<Author> committer = author(mistakes);
        Optional<KeepWorkspaces> policy = keep(mistakes);
        checkIdentity(mistakes);
        checkFiles(mistakes);
        Faults.parse(faults, mistake -> mistakes.add("--fault: " + mistake));
        if (credentialDays < 1 || credentialDays > MOST_CREDENTIAL_DAYS) {
            mistakes.add("--rotate-credential-days must be from 1 to " + MOST_CREDENTIAL_DAYS);
        }
        if (spoolMib < 1) {
            mistakes.add("--log-spool-mib must be at least 1");
        }
        if (patienceSeconds < 1 || patienceSeconds > LONGEST_PATIENCE_SECONDS) {
            mistakes.add("--log-patience-seconds must be from 1 to " + LONGEST_PATIENCE_SECONDS);
        }
        if (!mistakes.isEmpty() || address.isEmpty() || launcher.isEmpty() || policy.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join(System.lineSeparator(), mistakes));
        }
        Path state = stateDirectory(environment);
        Path work = workDirectory == null ? state.resolve("workspaces") : workDirectory.toAbsolutePath();
        Map<String, String> seen = PassedEnvironment.choose(environment, passed);
        MaskedVariables hidden = MaskedVariables.choose(environment, seen, masked);
        WorkSettings settings = new WorkSettings(
                new Commands(generate, Optional.ofNullable(verify), Optional.ofNullable(publish), hintsOnInput),
                seen,
                committer,
                work.normalize(),
                policy.get(),
                new Logs(spoolMib * MIB, Duration.ofSeconds(patienceSeconds), hidden.secrets()),
                launcher.get());
        return new AgentSettings(
                address.get(),
                identity(),
                token(environment),
                Duration.ofDays(credentialDays),
                state,
                settings,
                hidden.warnings());
    }

    private void checkFiles(List<String> mistakes) {
        if ((certificate == null) != (key == null)) {
            mistakes.add(certificate == null ? "--tls-key needs its --tls-cert" : "--tls-cert needs its --tls-key");
        }
        checkFile("--tls-ca", authorities, mistakes);
        checkFile("--tls-cert", certificate, mistakes);
        checkFile("--tls-key", key, mistakes);
    }

    private static void checkFile(String option, @Nullable Path file, List<String> mistakes) {
        if (file != null && (!Files.isReadable(file) || Files.isDirectory(file))) {
            mistakes.add(option + ": " + file + " is no file that can be read");
        }
    }

    private Optional<ServerAddress> address(List<String> mistakes) {
        if (server == null || server.isBlank()) {
            mistakes.add("--server-grpc HOST:PORT (or SIA_GRPC_TARGET) is missing");
            return Optional.empty();
        }
        try {
            boolean encrypted = tls || authorities != null || certificate != null;
            ServerAddress address = ServerAddress.parse(server, encrypted, Optional.ofNullable(authorities));
            if (certificate != null && key != null) {
                address = address.showing(certificate, key);
            }
            if (!address.tls() && !insecurePlaintext && !address.isLoopback()) {
                mistakes.add("--server-grpc: " + address
                        + " is not this machine: use --tls, or --insecure-plaintext on a network that you trust");
            }
            return Optional.of(address);
        } catch (IllegalArgumentException e) {
            mistakes.add("--server-grpc: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<SessionLauncher> launcher(Map<String, String> environment, List<String> mistakes) {
        String path = environment.getOrDefault("PATH", "");
        Optional<SessionLauncher> launcher = SessionLauncher.find(path);
        if (launcher.isEmpty()) {
            mistakes.add("Neither setsid nor perl is on the PATH: one is needed to stop commands whole");
        }
        for (String program : List.of("git", "sh")) {
            if (SessionLauncher.program(path, program).isEmpty()) {
                mistakes.add(program + " is not on the PATH");
            }
        }
        return launcher;
    }

    private Optional<Author> author(List<String> mistakes) {
        if (author == null) {
            return Optional.empty();
        }
        Matcher matcher = AUTHOR.matcher(author.strip());
        if (!matcher.matches()) {
            mistakes.add("--git-author must be 'NAME <EMAIL>'");
            return Optional.empty();
        }
        return Optional.of(new Author(matcher.group(1), matcher.group(2)));
    }

    private Optional<KeepWorkspaces> keep(List<String> mistakes) {
        for (KeepWorkspaces policy : KeepWorkspaces.values()) {
            if (policy.name().equalsIgnoreCase(keep)) {
                return Optional.of(policy);
            }
        }
        mistakes.add("--keep-workspaces must be never, failed or always");
        return Optional.empty();
    }

    private void checkIdentity(List<String> mistakes) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            mistakes.add("--capacity must be from 1 to " + MAX_CAPACITY);
        }
        if (labels.size() > MAX_LABELS) {
            mistakes.add("--labels: at most " + MAX_LABELS);
        }
        labels.stream()
                .filter(label -> !LABEL.matcher(label).matches())
                .forEach(label -> mistakes.add("--labels: '" + label + "' must match " + LABEL));
        if (name != null && (name.isBlank() || name.codePointCount(0, name.length()) > MAX_NAME)) {
            mistakes.add("--name must have from 1 to " + MAX_NAME + " characters");
        }
        if (generate.isBlank()) {
            mistakes.add("--generate must not be empty");
        }
    }

    private AgentIdentity identity() {
        String version = AgentRunOptions.class.getPackage().getImplementationVersion();
        return new AgentIdentity(
                name == null ? machineName() : name, version == null ? "development" : version, labels, capacity);
    }

    private Optional<Secret> token(Map<String, String> environment) {
        return EnrolmentToken.find(
                tokenFile, tokenOnStandardInput ? System.in : null, environment.get("SIA_ENROLMENT_TOKEN"));
    }

    private Path stateDirectory(Map<String, String> environment) {
        if (stateDirectory != null) {
            return stateDirectory.toAbsolutePath().normalize();
        }
        String base = environment.getOrDefault("XDG_STATE_HOME", "");
        Path root = base.isBlank() ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(base);
        return root.resolve("sia").resolve("agent").toAbsolutePath();
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "agent";
        }
    }
}
