package dev.sia.cli.key;

import dev.sia.api.model.ApiKey;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Details;
import java.util.UUID;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia key revoke}: ends a key. */
@Command(
        name = "revoke",
        description = "End an API key. It works nowhere any more within half a minute.",
        sortOptions = false)
public final class KeyRevokeCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The key's id, see 'sia key list'.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public KeyRevokeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        ApiKey key = session.keys().revoke(id);
        session.output()
                .result(
                        key,
                        new Details()
                                .add("key", key.getId())
                                .add("name", key.getName())
                                .add(
                                        "scopes",
                                        key.getScopes().stream()
                                                .map(String::valueOf)
                                                .collect(Collectors.joining(", ")))
                                .add("revoked", session.output().times().when(key.getRevokedAt())));
        return ExitCode.OK;
    }
}
