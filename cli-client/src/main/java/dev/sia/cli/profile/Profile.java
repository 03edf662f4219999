package dev.sia.cli.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the configuration file. Either a url with a token or a token file, or the data directory of a development server,
 * whose address may change with every start.
 *
 * @param url base address of the server
 * @param token access token or API key
 * @param tokenFile path of a file that holds it
 * @param dataDirectory data directory of a development server on this machine
 * @param organization id of the organization to work in
 * @param caFile path of the certificates to trust instead of the machine's own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Profile(
        @Nullable String url,
        @Nullable String token,
        @Nullable String tokenFile,
        @Nullable String dataDirectory,
        @Nullable String organization,
        @Nullable String caFile) {
    private static final String API_KEY = "sia_sk_";

    static Profile withToken(String url, String token, @Nullable String organization) {
        return new Profile(url, token, null, null, organization, null);
    }

    static Profile withTokenFile(String url, String tokenFile, @Nullable String organization) {
        return new Profile(url, null, tokenFile, null, organization, null);
    }

    static Profile ofDevelopment(String dataDirectory, @Nullable String organization) {
        return new Profile(null, null, null, dataDirectory, organization, null);
    }

    Profile trusting(String file) {
        return new Profile(url, token, tokenFile, dataDirectory, organization, file);
    }

    /** What kind of credential it has, in words. */
    String credential() {
        if (dataDirectory != null) {
            return "development owner";
        }
        if (tokenFile != null) {
            return "in " + tokenFile;
        }
        if (token == null) {
            return "none";
        }
        return token.startsWith(API_KEY) ? "API key" : "token";
    }

    @Override
    public String toString() {
        return "Profile[url=" + url + ", dataDirectory=" + dataDirectory + "]";
    }
}
