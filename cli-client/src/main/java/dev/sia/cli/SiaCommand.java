package dev.sia.cli;

import dev.sia.cli.audit.AuditGroup;
import dev.sia.cli.bench.BenchGroup;
import dev.sia.cli.demo.DemoCommand;
import dev.sia.cli.fleet.AgentGroup;
import dev.sia.cli.fleet.OrganizationGroup;
import dev.sia.cli.fleet.QueueGroup;
import dev.sia.cli.fleet.SettingsGroup;
import dev.sia.cli.history.EventGroup;
import dev.sia.cli.job.JobGroup;
import dev.sia.cli.key.KeyGroup;
import dev.sia.cli.profile.LoginCommand;
import dev.sia.cli.profile.LogoutCommand;
import dev.sia.cli.profile.ProfileGroup;
import dev.sia.cli.profile.WhoamiCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code sia}: the root of all commands. */
@Command(
        name = "sia",
        description = {
            "SIA: the control plane of a fleet of coding agents.",
            "",
            "New here? 'sia demo' shows the whole way of a job in a minute."
        },
        subcommands = {
            DemoCommand.class,
            ServerCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            WhoamiCommand.class,
            ProfileGroup.class,
            JobGroup.class,
            QueueGroup.class,
            AgentGroup.class,
            KeyGroup.class,
            EventGroup.class,
            AuditGroup.class,
            OrganizationGroup.class,
            SettingsGroup.class,
            BenchGroup.class
        },
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  SIA_URL, SIA_TOKEN   server and access token, instead of a profile's",
            "  SIA_API_KEY          an API key, instead of SIA_TOKEN",
            "  SIA_PROFILE          profile to use, see 'sia login --help'",
            "  SIA_ORGANIZATION     id of the organization, when you are in several",
            "  SIA_DATA_DIR         data directory of the development server",
            "  NO_COLOR, SIA_DEBUG  no colours; stack traces"
        },
        versionProvider = SiaCommand.Version.class,
        mixinStandardHelpOptions = true)
public final class SiaCommand {

    /** The version that the jar says. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = SiaCommand.class.getPackage().getImplementationVersion();
            return new String[] {"sia " + (version == null ? "(development)" : version)};
        }
    }
}
