package dev.sia.cli;

import dev.sia.sdk.error.SiaException;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses a command line and runs its command; every failure becomes a sentence on standard error and an exit code. */
public final class Cli {
    private Cli() {}

    /** Runs one command. */
    public static int run(Surroundings surroundings, String... arguments) {
        CommandLine line = new CommandLine(SiaCommand.class, new Factory(surroundings))
                .setOut(surroundings.out())
                .setErr(surroundings.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(surroundings.terminal().isTerminal())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        surroundings.terminal().colours() ? Ansi.ON : Ansi.OFF))
                .registerConverter(UUID.class, Ids::parse)
                .registerConverter(Duration.class, DurationText::parse)
                .setParameterExceptionHandler((failure, _) -> wrongUse(surroundings, failure))
                .setExecutionExceptionHandler((failure, _, result) -> failed(surroundings, failure, result));
        explainExitCodes(line);
        int code = line.execute(arguments);
        surroundings.out().flush();
        surroundings.err().flush();
        return code;
    }

    private static void explainExitCodes(CommandLine line) {
        var usage = line.getCommandSpec().usageMessage();
        if (usage.exitCodeList().isEmpty()) {
            usage.exitCodeListHeading("%nExit codes:%n").exitCodeList(ExitCode.meanings());
        }
        line.getSubcommands().values().forEach(Cli::explainExitCodes);
    }

    private static int wrongUse(Surroundings surroundings, ParameterException failure) {
        CommandLine line = failure.getCommandLine();
        if (!line.getSubcommands().isEmpty() && !(failure instanceof UnmatchedArgumentException)) {
            line.usage(surroundings.err());
            return ExitCode.USAGE.code();
        }
        surroundings.say(sentence(failure));
        surroundings
                .err()
                .println("Try '" + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE.code();
    }

    private static int failed(Surroundings surroundings, Exception failure, ParseResult result) {
        surroundings.out().flush();
        if (surroundings.variable("SIA_DEBUG").isPresent()) {
            failure.printStackTrace(surroundings.err());
        }
        return switch (failure) {
            case CliException e -> {
                surroundings.say(sentence(e));
                yield e.exitCode().code();
            }
            case SiaException e -> {
                surroundings.say(sentence(e));
                if (e.status() >= 500) {
                    e.requestId().ifPresent(id -> surroundings.err().println("The server's log has it as " + id + "."));
                }
                yield ExitCode.of(e).code();
            }
            default -> {
                surroundings.say("unexpected failure of '"
                        + String.join(" ", result.originalArgs().subList(0, 1)) + "': " + failure
                        + " (SIA_DEBUG=1 tells more)");
                yield ExitCode.FAILED.code();
            }
        };
    }

    private static String sentence(Exception failure) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    }

    /** Gives the surroundings to the commands that ask for them. */
    private record Factory(Surroundings surroundings) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (Constructor<?> constructor : type.getConstructors()) {
                if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Surroundings.class) {
                    return type.cast(constructor.newInstance(surroundings));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
