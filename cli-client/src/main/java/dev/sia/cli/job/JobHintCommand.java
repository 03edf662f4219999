package dev.sia.cli.job;

import dev.sia.api.model.Hint;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Details;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia job hint}: tells the running tool something. */
@Command(
        name = "hint",
        description = {
            "Tell the tool that works on a job something. Its agent passes it on; what the tool makes of it is up to the tool.",
            "",
            "The exit code is 5 when no agent works on the job, or somebody has asked for it to stop."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  sia job hint 0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c 'The tests need a database.'")
public final class JobHintCommand extends ApiCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The job.")
    private UUID id;

    @Parameters(index = "1", paramLabel = "TEXT", description = "What to tell it.")
    private String text;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobHintCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        Hint hint = session.jobs().hint(id, text);
        session.output()
                .result(
                        hint,
                        new Details()
                                .add("hint", hint.getId())
                                .add("job", hint.getJobId())
                                .add("attempt", hint.getAttempt())
                                .add("text", hint.getText()));
        return ExitCode.OK;
    }
}
