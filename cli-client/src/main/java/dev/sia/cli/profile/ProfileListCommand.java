package dev.sia.cli.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Output;
import dev.sia.cli.output.Output.Format;
import dev.sia.cli.output.Table;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sia profile list}: every profile, without its secret. */
@Command(
        name = "list",
        description = "List the profiles. Tokens and keys are not shown.",
        mixinStandardHelpOptions = true)
public final class ProfileListCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table for people (default) or json for programs.")
    private Format format = Format.TABLE;

    /** In these surroundings. */
    public ProfileListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * A profile as it may be shown.
     *
     * @param server its address, or the data directory of a development server
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            String name,
            boolean current,
            @Nullable String server,
            String credential,
            @Nullable String organization) {}

    /** All of them, by name. */
    record Document(List<Entry> items) {}

    @Override
    public Integer call() {
        Profiles.Content content = new Connections(surroundings).profiles().read();
        List<Entry> entries = content.profiles().entrySet().stream()
                .map(each -> {
                    Profile profile = each.getValue();
                    String server = profile.dataDirectory() == null ? profile.url() : profile.dataDirectory();
                    return new Entry(
                            each.getKey(),
                            each.getKey().equals(content.current()),
                            server,
                            profile.credential(),
                            profile.organization());
                })
                .toList();
        Table table = new Table(2, "", "PROFILE", "SERVER", "CREDENTIAL", "ORGANIZATION");
        entries.forEach(entry -> table.row(
                entry.current() ? "*" : null, entry.name(), entry.server(), entry.credential(), entry.organization()));
        new Output(format, surroundings.out(), surroundings.terminal()).result(new Document(entries), table);
        return ExitCode.OK.code();
    }
}
