package dev.sia.cli.profile;

import dev.sia.api.model.Me;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import dev.sia.sdk.SiaClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sia login}: tries a server and a token or key, and keeps them in a profile. */
@Command(
        name = "login",
        description = {
            "Keep a server and an access token or an API key in a profile, after trying them.",
            "",
            "Profiles are in $XDG_CONFIG_HOME/sia/config.json, else ~/.config/sia/config.json, readable by you alone. Of a"
                    + " token file only the path is kept; it is read at every use."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  sia login --url https://sia.example.com --token-stdin < token",
            "  sia login --url https://sia.example.com --key-file ~/.sia-key --profile nightly",
            "  sia login --development"
        })
public final class LoginCommand implements Callable<Integer> {
    private static final int LARGEST_TOKEN = 64 * 1024;

    private final Surroundings surroundings;

    @Option(names = "--url", paramLabel = "URL", description = "Address of the server.")
    private @Nullable String url;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "With --development: the server's data directory. Default: SIA_DATA_DIR, else"
                    + " ~/.local/share/sia.")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "${env:SIA_PROFILE:-default}",
            description = "Name of the profile, which becomes the current one. Default: ${DEFAULT-VALUE}.")
    private String profile = "default";

    @Option(names = "--organization", paramLabel = "ID", description = "Organization to work in.")
    private @Nullable UUID organization;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "Certificates (PEM) to trust instead of the machine's own; kept in the profile. Default:"
                    + " SIA_CA_FILE, which also counts instead of a profile's.")
    private @Nullable Path authorities;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public LoginCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Where the token comes from. */
    static final class Source {
        @Option(
                names = {"--token-stdin", "--key-stdin"},
                required = true,
                description = "Read the token or API key from standard input.")
        @SuppressWarnings("UnusedVariable")
        private boolean standardInput;

        @Option(
                names = {"--token-file", "--key-file"},
                required = true,
                paramLabel = "FILE",
                description = "Use the token or API key in this file.")
        private @Nullable Path file;

        @Option(
                names = "--development",
                required = true,
                description = "Use the development server on this machine, as its owner.")
        private boolean development;
    }

    @Override
    public Integer call() throws IOException {
        Connections connections = new Connections(surroundings);
        Profile fresh = trusting(profile());
        Connection connection = connections.resolve(fresh, false);
        try (SiaClient client = connection.open()) {
            Me me = client.me();
            checkOrganization(me);
            connections.profiles().put(profile, fresh);
            surroundings
                    .out()
                    .println("Logged in to " + connection.url() + " as " + WhoamiCommand.name(me) + " (profile "
                            + profile + ").");
        }
        return ExitCode.OK.code();
    }

    private Profile trusting(Profile profile) {
        Path file = authorities != null
                ? authorities
                : surroundings.variable("SIA_CA_FILE").map(Path::of).orElse(null);
        return file == null
                ? profile
                : profile.trusting(file.toAbsolutePath().normalize().toString());
    }

    private Profile profile() throws IOException {
        String id = organization == null ? null : organization.toString();
        if (source.development) {
            if (url != null) {
                throw new CliException(ExitCode.USAGE, "--development finds the address by itself: leave out --url");
            }
            Path directory = dataDirectory == null ? surroundings.serverData() : dataDirectory;
            return Profile.ofDevelopment(directory.toAbsolutePath().normalize().toString(), id);
        }
        if (dataDirectory != null) {
            throw new CliException(ExitCode.USAGE, "--data-dir belongs to --development");
        }
        if (url == null) {
            throw new CliException(ExitCode.USAGE, "--url is missing");
        }
        String address = Connections.parse(url).toString();
        return source.file == null
                ? Profile.withToken(address, readToken(), id)
                : Profile.withTokenFile(
                        address, source.file.toAbsolutePath().normalize().toString(), id);
    }

    private String readToken() throws IOException {
        byte[] bytes = surroundings.in().readNBytes(LARGEST_TOKEN);
        String token = new String(bytes, StandardCharsets.UTF_8).strip();
        if (token.isEmpty()) {
            throw new CliException(ExitCode.USAGE, "there is no token or key on standard input");
        }
        return token;
    }

    private void checkOrganization(Me me) {
        if (organization != null
                && me.getOrganizations().stream().noneMatch(it -> it.getId().equals(organization))) {
            throw new CliException(
                    ExitCode.NOT_FOUND, "this token or key is not good for the organization " + organization);
        }
    }
}
