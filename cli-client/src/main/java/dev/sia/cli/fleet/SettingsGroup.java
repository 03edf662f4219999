package dev.sia.cli.fleet;

import dev.sia.api.model.OrganizationSettings;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Output;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sia settings}: what an organization decides for itself. */
@Command(
        name = "settings",
        description = "See and change the organization's settings.",
        subcommands = {SettingsGroup.ShowCommand.class, SettingsGroup.SetCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class SettingsGroup {
    private static void print(OrganizationSettings settings, Output output) {
        Integer limit = settings.getMaxRunningJobs();
        output.result(settings, new Details().add("max running jobs", limit == null ? "no limit" : limit));
    }

    /** {@code sia settings show}. */
    @Command(name = "show", description = "Show the organization's settings.", sortOptions = false)
    public static final class ShowCommand extends ApiCommand {

        /** In these surroundings. */
        public ShowCommand(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected ExitCode run(Session session) {
            print(session.client().organizations().settings(session.organizationId()), session.output());
            return ExitCode.OK;
        }
    }

    /** {@code sia settings set}. */
    @Command(
            name = "set",
            description = "Change the organization's settings; for admins.",
            sortOptions = false,
            footerHeading = "%nExample:%n",
            footer = "  sia settings set --max-running-jobs 20")
    public static final class SetCommand extends ApiCommand {
        @ArgGroup(multiplicity = "1")
        private Limit limit;

        @Option(
                names = "--etag",
                paramLabel = "ETAG",
                description = "The etag of the settings that you have seen (sia settings show -o json). Default: any.")
        private @Nullable String etag;

        /** How many jobs may run at once. */
        static final class Limit {
            @Option(
                    names = "--max-running-jobs",
                    paramLabel = "N",
                    description = "So many jobs may run at once, 1 to 100000. Those that run already go on.")
            private @Nullable Integer most;

            @Option(names = "--no-max-running-jobs", description = "Any number of jobs may run at once.")
            @SuppressWarnings("UnusedVariable")
            private boolean none;
        }

        /** In these surroundings; picocli fills in the rest. */
        @SuppressWarnings("NullAway.Init")
        public SetCommand(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected ExitCode run(Session session) {
            OrganizationSettings now = session.client()
                    .organizations()
                    .replaceSettings(session.organizationId(), limit.most, etag == null ? "*" : etag);
            print(now, session.output());
            return ExitCode.OK;
        }
    }
}
