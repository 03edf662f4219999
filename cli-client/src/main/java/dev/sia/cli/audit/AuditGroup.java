package dev.sia.cli.audit;

import picocli.CommandLine.Command;

/** {@code sia audit}: the commands about the audit. */
@Command(
        name = "audit",
        description = "See who did what in the organization, from where, and who was refused.",
        subcommands = AuditListCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class AuditGroup {}
