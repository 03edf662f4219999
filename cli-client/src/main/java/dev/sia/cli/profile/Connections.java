package dev.sia.cli.profile;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import dev.sia.cli.profile.Connection.Credential;
import dev.sia.sdk.SiaClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the server and the token: environment before profile before the development server of this machine. A profile's token
 * goes to the profile's server only.
 */
public final class Connections {
    private final Surroundings surroundings;
    private final Profiles profiles;

    /** Chooses by these surroundings. */
    public Connections(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.profiles = new Profiles(
                surroundings.xdg("XDG_CONFIG_HOME", ".config").resolve("sia").resolve("config.json"));
    }

    Profiles profiles() {
        return profiles;
    }

    /**
     * The connection to use.
     *
     * @param profileName the profile that the command line names; null for none
     */
    public Connection choose(@Nullable String profileName) {
        Optional<String> name = Optional.ofNullable(profileName).or(() -> surroundings.variable("SIA_PROFILE"));
        Optional<String> url = surroundings.variable("SIA_URL");
        Optional<String> token = credential();
        if (url.isPresent() && token.isPresent()) {
            return withSurroundings(new Connection(parse(url.get()), new Credential.Token(token.get()), null));
        }
        Connection stored = profiles.find(name.orElse(null))
                .map(profile -> resolve(profile, token.isPresent()))
                .or(() -> url.isPresent() ? Optional.empty() : local())
                .orElseThrow(() -> new CliException(
                        ExitCode.DENIED,
                        url.isPresent()
                                ? "SIA_URL is set but there is no token for it; set SIA_TOKEN or SIA_API_KEY, or use 'sia login'"
                                : "not logged in; use 'sia login', or start a server with 'sia server'"));
        if (url.isPresent() && !parse(url.get()).equals(stored.url())) {
            throw new CliException(
                    ExitCode.DENIED,
                    "SIA_URL names another server than the profile, whose token is not sent there; set SIA_TOKEN too");
        }
        return withSurroundings(token.<Connection>map(value -> stored.as(new Credential.Token(value)))
                .orElse(stored));
    }

    /** A token or a key of the environment. */
    private Optional<String> credential() {
        Optional<String> token = surroundings.variable("SIA_TOKEN");
        Optional<String> key = surroundings.variable("SIA_API_KEY");
        if (token.isPresent() && key.isPresent()) {
            throw new CliException(ExitCode.USAGE, "SIA_TOKEN and SIA_API_KEY are both set; set one of them");
        }
        return token.or(() -> key);
    }

    private Connection withSurroundings(Connection connection) {
        Connection chosen = surroundings
                .variable("SIA_ORGANIZATION")
                .map(id -> connection.in(organization(id)))
                .orElse(connection);
        return surroundings
                .variable("SIA_CA_FILE")
                .map(file -> chosen.trusting(Path.of(file)))
                .orElse(chosen);
    }

    /** The connection that a profile describes. */
    Connection resolve(Profile profile, boolean tokenFromElsewhere) {
        Connection connection = described(profile, tokenFromElsewhere);
        return profile.caFile() == null ? connection : connection.trusting(Path.of(profile.caFile()));
    }

    private Connection described(Profile profile, boolean tokenFromElsewhere) {
        UUID organization = profile.organization() == null ? null : organization(profile.organization());
        if (profile.dataDirectory() != null) {
            return running(Path.of(profile.dataDirectory())).connection(organization);
        }
        if (profile.url() == null) {
            throw new CliException(ExitCode.USAGE, "a profile in " + profiles.file() + " has no url");
        }
        URI url = parse(profile.url());
        if (profile.tokenFile() != null) {
            return new Connection(url, new Credential.TokenFile(Path.of(profile.tokenFile())), organization);
        }
        if (profile.token() == null && !tokenFromElsewhere) {
            throw new CliException(ExitCode.DENIED, "the profile has no token; use 'sia login'");
        }
        return new Connection(url, new Credential.Token(profile.token() == null ? "" : profile.token()), organization);
    }

    /** The development server in a data directory, which must be running. */
    static DevelopmentServer running(Path dataDirectory) {
        return DevelopmentServer.in(dataDirectory)
                .filter(DevelopmentServer::isRunning)
                .orElseThrow(() -> new CliException(
                        ExitCode.UNAVAILABLE,
                        "no development server runs on the data in " + dataDirectory + "; start it with 'sia server'"));
    }

    private Optional<Connection> local() {
        Path data = surroundings.serverData();
        Optional<DevelopmentServer> server = DevelopmentServer.in(data);
        if (server.isEmpty()) {
            return Optional.empty();
        }
        DevelopmentServer running = running(data);
        surroundings.say("using the development server at " + running.httpUrl() + " (data in " + data + ")");
        return Optional.of(running.connection(null));
    }

    static URI parse(String url) {
        try {
            return SiaClient.address(url);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static UUID organization(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, "'" + text + "' is not the id of an organization", e);
        }
    }
}
