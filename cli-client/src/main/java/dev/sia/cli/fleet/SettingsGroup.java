package dev.sia.cli.fleet;

import dev.sia.api.model.OrganizationSettings;
import dev.sia.api.model.UpdateSettingsRequest;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Output;
import dev.sia.sdk.Organizations;
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
        output.result(
                settings,
                new Details()
                        .add("max running jobs", limit(settings.getMaxRunningJobs(), ""))
                        .add("logs kept for", limit(settings.getLogKeepDays(), " days"))
                        .add("logs kept up to", limit(settings.getLogKeepMebibytes(), " MiB")));
    }

    private static String limit(@Nullable Number number, String unit) {
        return number == null ? "no limit" : number + unit;
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
            description = "Change the organization's settings; for admins. What is not named stays as it is.",
            sortOptions = false,
            footerHeading = "%nExample:%n",
            footer = "  sia settings set --max-running-jobs 20 --log-keep-days 90")
    public static final class SetCommand extends ApiCommand {
        @ArgGroup
        private @Nullable Running running;

        @ArgGroup
        private @Nullable Age age;

        @ArgGroup
        private @Nullable Size size;

        @Option(
                names = "--etag",
                paramLabel = "ETAG",
                description =
                        "The etag of the settings that you have seen (sia settings show -o json): when they are others by now,"
                                + " nothing is changed.")
        private @Nullable String etag;

        /** How many jobs may run at once. */
        static final class Running {
            @Option(
                    names = "--max-running-jobs",
                    paramLabel = "N",
                    description = "So many jobs may run at once, 1 to 100000. Those that run already go on.")
            private @Nullable Integer most;

            @Option(names = "--no-max-running-jobs", description = "Any number of jobs may run at once.")
            @SuppressWarnings("UnusedVariable")
            private boolean none;
        }

        /** How long logs are kept. */
        static final class Age {
            @Option(
                    names = "--log-keep-days",
                    paramLabel = "N",
                    description = "Logs are removed so many days after their attempt has ended, 1 to 3650.")
            private @Nullable Integer days;

            @Option(names = "--no-log-keep-days", description = "Logs are kept however old they are.")
            @SuppressWarnings("UnusedVariable")
            private boolean none;
        }

        /** How much room logs may take. */
        static final class Size {
            @Option(
                    names = "--log-keep-mib",
                    paramLabel = "N",
                    description =
                            "All logs together may take so many MiB as they are stored; the oldest are removed first.")
            private @Nullable Long mebibytes;

            @Option(names = "--no-log-keep-mib", description = "Logs may take any room.")
            @SuppressWarnings("UnusedVariable")
            private boolean none;
        }

        /** In these surroundings; picocli fills in the rest. */
        public SetCommand(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected ExitCode run(Session session) {
            if (running == null && age == null && size == null) {
                throw new CliException(ExitCode.USAGE, "name something to change, see 'sia settings set --help'");
            }
            Organizations organizations = session.client().organizations();
            OrganizationSettings before = organizations.settings(session.organizationId());
            // Settings are replaced as a whole: what somebody else changes in between must not be undone.
            OrganizationSettings now = organizations.replaceSettings(
                    session.organizationId(), changed(before), etag == null ? before.getEtag() : etag);
            print(now, session.output());
            return ExitCode.OK;
        }

        private UpdateSettingsRequest changed(OrganizationSettings before) {
            return new UpdateSettingsRequest()
                    .maxRunningJobs(running == null ? before.getMaxRunningJobs() : running.most)
                    .logKeepDays(age == null ? before.getLogKeepDays() : age.days)
                    .logKeepMebibytes(size == null ? before.getLogKeepMebibytes() : size.mebibytes);
        }
    }
}
