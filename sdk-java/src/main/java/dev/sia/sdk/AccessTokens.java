package dev.sia.sdk;

import dev.sia.sdk.error.SiaError;
import dev.sia.sdk.error.SiaUnauthenticatedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where access tokens come from. A token is asked for at every use, so that renewed ones are picked up; none is ever in a message. */
final class AccessTokens {
    private static final int LARGEST_FILE = 64 * 1024;

    private AccessTokens() {}

    /** The supplier's tokens, trimmed and fit for a header. */
    static Supplier<String> checked(Supplier<String> source) {
        return () -> check(source.get());
    }

    /** The text of a file, read at every use. */
    static Supplier<String> file(Path path) {
        return () -> check(read(path));
    }

    private static String read(Path path) {
        try {
            if (Files.size(path) > LARGEST_FILE) {
                throw unauthenticated("The token file " + path + " is too large to be a token.", null);
            }
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw unauthenticated("The token file " + path + " does not exist.", e);
        } catch (IOException e) {
            throw unauthenticated("The token file " + path + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static String check(String token) {
        String trimmed = token.strip();
        if (trimmed.isEmpty()) {
            throw unauthenticated("The access token is empty.", null);
        }
        if (!trimmed.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
            throw unauthenticated("The access token is not one line of visible ASCII characters.", null);
        }
        return trimmed;
    }

    private static SiaUnauthenticatedException unauthenticated(String detail, @Nullable Throwable cause) {
        return new SiaUnauthenticatedException(SiaError.of(0, "unauthenticated", detail), cause);
    }
}
