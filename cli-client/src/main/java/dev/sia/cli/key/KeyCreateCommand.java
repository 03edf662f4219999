package dev.sia.cli.key;

import dev.sia.api.model.ApiKey;
import dev.sia.api.model.CreatedApiKey;
import dev.sia.api.model.Scope;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.PrivateFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sia key create}: makes the key with which a tool calls. */
@Command(
        name = "create",
        description = {
            "Make an API key. It is shown only now.",
            "",
            "Scopes: organization:read, organization:manage, jobs:read, jobs:write, queue:manage, agents:read, agents:manage,"
                    + " events:read, keys:manage, audit:read."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  sia key create --name 'nightly build' --scope jobs:read,jobs:write --expires-in 90d --out key",
            "  sia login --url https://sia.example.com --key-file key --profile nightly"
        })
public final class KeyCreateCommand extends ApiCommand {
    @Option(names = "--name", paramLabel = "NAME", required = true, description = "What it is called, for people.")
    private String name;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            required = true,
            split = ",",
            converter = ScopeText.class,
            description = "What it may do; repeat it, or separate several by commas.")
    private List<Scope> scopes;

    @Option(
            names = "--expires-in",
            paramLabel = "DURATION",
            description = "How long it works, such as 90d, a minute to ten years. Default: until it is revoked.")
    private @Nullable Duration expiresIn;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write it to this new file, readable by you alone, instead of standard output.")
    private @Nullable Path file;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public KeyCreateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        Path target = file;
        if (target != null) {
            PrivateFile.requireNew(target);
        }
        CreatedApiKey created = session.keys().create(name, scopes, expiresIn);
        ApiKey key = created.getApiKey();
        if (target != null) {
            PrivateFile.write(target, created.getKey());
            String until = key.getExpiresAt() == null
                    ? "until it is revoked"
                    : "until " + session.output().times().when(key.getExpiresAt());
            surroundings.say("the key is in " + target + ", good " + until + " (id " + key.getId() + ")");
        } else if (session.output().isJson()) {
            session.output().document(created);
        } else {
            session.output().out().println(created.getKey());
        }
        return ExitCode.OK;
    }
}
