package dev.sia.cli.profile;

import picocli.CommandLine.Command;

/** {@code sia profile}: what 'sia login' has kept. */
@Command(
        name = "profile",
        description = "List, choose and forget the profiles that 'sia login' has kept.",
        subcommands = {ProfileListCommand.class, ProfileUseCommand.class, ProfileRemoveCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class ProfileGroup {}
