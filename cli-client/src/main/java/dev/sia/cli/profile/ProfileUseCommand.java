package dev.sia.cli.profile;

import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia profile use}: makes a profile the current one. */
@Command(
        name = "use",
        description = "Use a profile from now on, unless --profile or SIA_PROFILE names another.",
        mixinStandardHelpOptions = true)
public final class ProfileUseCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "NAME", description = "Which profile.")
    private String name;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public ProfileUseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        new Connections(surroundings).profiles().use(name);
        surroundings.say("using the profile " + name);
        return ExitCode.OK.code();
    }
}
