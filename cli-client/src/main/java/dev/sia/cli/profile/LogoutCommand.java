package dev.sia.cli.profile;

import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sia logout}: forgets a profile. */
@Command(
        name = "logout",
        description = "Forget a profile and its token. A token file stays where it is.",
        mixinStandardHelpOptions = true)
public final class LogoutCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "${env:SIA_PROFILE}",
            description = "Which profile. Default: the current one.")
    private @Nullable String profile;

    /** In these surroundings. */
    public LogoutCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String wanted = profile == null || profile.isBlank() ? null : profile;
        surroundings.say(new Connections(surroundings)
                .profiles()
                .remove(wanted)
                .map(name -> "forgot the profile " + name)
                .orElse("there was nothing to forget"));
        return ExitCode.OK.code();
    }
}
