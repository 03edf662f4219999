package dev.sia.cli.audit;

import dev.sia.api.model.Actor;
import dev.sia.api.model.AuditEntry;
import dev.sia.api.model.AuditEntryPage;
import dev.sia.api.model.AuditOutcome;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Table;
import dev.sia.cli.output.Times;
import dev.sia.sdk.AuditQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sia audit list}: entries, newest first. */
@Command(
        name = "list",
        description = "List who did what, from where, and who was refused, newest first. For admins and owners.",
        sortOptions = false)
public final class AuditListCommand extends ApiCommand {
    private static final int LARGEST_PAGE = 200;

    @Option(names = "--actor", paramLabel = "ID", description = "Only what this user, API key or agent did or tried.")
    private @Nullable String actor;

    @Option(names = "--action", paramLabel = "NAME", description = "Only this action, for example createJob.")
    private @Nullable String action;

    @Option(names = "--denied", description = "Only what was refused.")
    private boolean denied;

    @Option(names = "--since", paramLabel = "TIME", description = "Only what is not older, for example 30m, 12h or 2d.")
    private @Nullable Duration since;

    @Option(names = "--job", paramLabel = "ID", description = "Only entries about this job.")
    private @Nullable UUID job;

    @Option(names = "--agent", paramLabel = "ID", description = "Only entries about this agent.")
    private @Nullable UUID agent;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most this many. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--all", description = "All of them, however many.")
    private boolean all;

    /** In these surroundings. */
    public AuditListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        if (limit < 1) {
            throw new CliException(ExitCode.USAGE, "--limit must be at least 1");
        }
        List<AuditEntry> entries;
        try (Stream<AuditEntry> found = session.audit().entries(query())) {
            entries = (all ? found : found.limit(limit + 1L)).toList();
        }
        boolean more = !all && entries.size() > limit;
        List<AuditEntry> shown = more ? entries.subList(0, limit) : entries;
        session.output()
                .result(
                        new AuditEntryPage().items(shown),
                        table(shown, session.output().times()));
        if (more) {
            surroundings.say("there are more; --all or a larger --limit shows them");
        }
        return ExitCode.OK;
    }

    private AuditQuery query() {
        Instant from = since == null ? null : Instant.now().minus(since);
        int pageSize = all ? LARGEST_PAGE : Math.min(limit + 1, LARGEST_PAGE);
        return new AuditQuery(actor, action, denied ? AuditOutcome.DENIED : null, from, null, job, agent, pageSize);
    }

    private static Table table(List<AuditEntry> entries, Times times) {
        Table table = new Table(5, "WHEN", "ACTION", "OUTCOME", "BY", "FROM", "WHAT");
        for (AuditEntry entry : entries) {
            table.row(
                    times.when(entry.getAt()),
                    entry.getAction(),
                    entry.getOutcome(),
                    by(entry.getActor()),
                    Objects.requireNonNullElse(entry.getAddress(), ""),
                    what(entry));
        }
        return table;
    }

    private static String by(@Nullable Actor actor) {
        if (actor == null) {
            return "unknown";
        }
        return Stream.of(actor.getName(), actor.getId())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(actor.getKind().toString());
    }

    private static String what(AuditEntry entry) {
        return Stream.of(
                        named("", entry.getCode()),
                        named("times", entry.getCount() == null || entry.getCount() == 1 ? null : entry.getCount()),
                        named("job", entry.getJobId()),
                        named("agent", entry.getAgentId()),
                        named("queue", entry.getQueue()),
                        named("id", entry.getSubjectId()),
                        named("event", entry.getEventNumber()),
                        named("request", entry.getRequestId()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
    }

    private static @Nullable String named(String name, @Nullable Object value) {
        return value == null ? null : (name + " " + value).strip();
    }
}
