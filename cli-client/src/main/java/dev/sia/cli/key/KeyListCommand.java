package dev.sia.cli.key;

import dev.sia.api.model.ApiKey;
import dev.sia.api.model.ApiKeyPage;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Table;
import dev.sia.cli.output.Times;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code sia key list}: the organization's keys. */
@Command(
        name = "list",
        description = "List the API keys of the organization, also those that work no longer.",
        sortOptions = false)
public final class KeyListCommand extends ApiCommand {

    /** In these surroundings. */
    public KeyListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        List<ApiKey> keys = session.keys().list().toList();
        Times times = session.output().times();
        Table table = new Table(1, "ID", "NAME", "KEY", "SCOPES", "EXPIRES", "LAST USED", "REVOKED");
        for (ApiKey key : keys) {
            table.row(
                    key.getId(),
                    key.getName(),
                    "sia_sk_" + key.getPublicId() + "_…",
                    key.getScopes().stream().map(String::valueOf).collect(Collectors.joining(",")),
                    key.getExpiresAt() == null ? null : times.when(key.getExpiresAt()),
                    key.getLastUsedAt() == null ? null : times.when(key.getLastUsedAt()),
                    key.getRevokedAt() == null ? null : times.when(key.getRevokedAt()));
        }
        session.output().result(new ApiKeyPage().items(keys), table);
        return ExitCode.OK;
    }
}
