package dev.sia.cli.profile;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia profile remove}: forgets a profile, like {@code sia logout} with its name. */
@Command(
        name = "remove",
        description = "Forget a profile and its token or key. A token file stays where it is.",
        mixinStandardHelpOptions = true)
public final class ProfileRemoveCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "NAME", description = "Which profile.")
    private String name;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public ProfileRemoveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (new Connections(surroundings).profiles().remove(name).isEmpty()) {
            throw new CliException(ExitCode.NOT_FOUND, "there is no profile '" + name + "'");
        }
        surroundings.say("forgot the profile " + name);
        return ExitCode.OK.code();
    }
}
