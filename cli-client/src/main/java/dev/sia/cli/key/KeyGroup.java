package dev.sia.cli.key;

import picocli.CommandLine.Command;

/** {@code sia key}: what tools call with. */
@Command(
        name = "key",
        description = "Make, list and revoke API keys of the organization, with which tools call.",
        subcommands = {KeyCreateCommand.class, KeyListCommand.class, KeyRevokeCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class KeyGroup {}
