package dev.sia.server;

import dev.sia.server.http.AddressRange;
import dev.sia.server.identity.PublicKeys;
import dev.sia.server.limit.Rate;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kinds of values that settings have. Every refusal says what is wanted; none repeats the text, it may be secret. */
final class Parsers {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern RATE = Pattern.compile("(\\d{1,8})/(\\d{1,5})(s|m|h)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB)?");

    private Parsers() {}

    static String text(String text) {
        return text;
    }

    static <T> Setting.Parser<Optional<T>> optional(Setting.Parser<T> parser) {
        return text -> text.isEmpty() ? Optional.empty() : Optional.of(parser.parse(text));
    }

    static Secret secret(String text) {
        return new Secret(text);
    }

    static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    static int port(String text) {
        return number(0, 65_535).parse(text);
    }

    static Setting.Parser<Integer> number(int least, int most) {
        return text -> {
            String wanted = "must be a number from " + least + " to " + most;
            try {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                throw new IllegalArgumentException(wanted, notANumber);
            }
            throw new IllegalArgumentException(wanted);
        };
    }

    static Setting.Parser<Duration> duration(Duration least, Duration most) {
        return text -> {
            Matcher parts = DURATION.matcher(text);
            if (parts.matches()) {
                Duration value = duration(Long.parseLong(parts.group(1)), parts.group(2));
                if (value.compareTo(least) >= 0 && value.compareTo(most) <= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException(
                    "must be a time from " + inWords(least) + " to " + inWords(most) + ", such as 30s, 2m or 1h");
        };
    }

    /** {@code 2000/10s}: so many in so long. */
    static Rate rate(String text) {
        Matcher parts = RATE.matcher(text);
        if (parts.matches()) {
            int requests = Integer.parseInt(parts.group(1));
            Duration window = duration(Long.parseLong(parts.group(2)), parts.group(3));
            if (requests > 0 && window.toSeconds() > 0 && window.compareTo(Duration.ofHours(1)) <= 0) {
                return new Rate(requests, window);
            }
        }
        throw new IllegalArgumentException(
                "must be a number of requests in a time of at most 1h, such as 2000/10s or 300/1m");
    }

    static List<AddressRange> addressRanges(String text) {
        return listed(text).map(AddressRange::parse).toList();
    }

    private static Duration duration(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static String inWords(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    static Setting.Parser<Integer> bytes(int least, int most) {
        return text -> {
            Matcher parts = BYTES.matcher(text);
            if (parts.matches()) {
                long factor = switch (parts.group(2)) {
                    case "KiB" -> 1L << 10;
                    case "MiB" -> 1L << 20;
                    case "GiB" -> 1L << 30;
                    case null, default -> 1L;
                };
                long value = Long.parseLong(parts.group(1)) * factor;
                if (value >= least && value <= most) {
                    return Math.toIntExact(value);
                }
            }
            throw new IllegalArgumentException(
                    "must be a size from " + least + " to " + most + " bytes, such as 65536, 512KiB or 1MiB");
        };
    }

    static URI webAddress(String text) {
        URI uri = URI.create(text);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!web || uri.getHost() == null) {
            throw new IllegalArgumentException("must be an http or https address");
        }
        return uri;
    }

    /** One that nobody on the way can read or change: https, or this very machine. */
    static URI safeAddress(String text) {
        URI uri = webAddress(text);
        boolean here = uri.getHost().matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
        if (uri.getRawUserInfo() != null || !(here || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("must be an https address; http is for this machine alone");
        }
        return uri;
    }

    /** A secret that is sent in a header. */
    static Secret bearerSecret(String text) {
        if (!text.matches("[A-Za-z0-9._~+/=-]{1,512}")) {
            throw new IllegalArgumentException("must be one word, as the provider shows it");
        }
        return new Secret(text);
    }

    /** {@code https://host[:port]} and nothing behind it, as browsers send it. */
    static List<String> origins(String text) {
        return listed(text).peek(Parsers::checkOrigin).toList();
    }

    private static Stream<String> listed(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(one -> !one.isEmpty());
    }

    private static void checkOrigin(String origin) {
        URI uri = webAddress(origin);
        if (!uri.getRawPath().isEmpty() || uri.getRawQuery() != null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("must be origins such as https://sia.example.com, separated by commas");
        }
    }

    static String jdbcUrl(String text) {
        if (!text.startsWith("jdbc:postgresql://")) {
            throw new IllegalArgumentException("must be an address such as jdbc:postgresql://host:5432/database");
        }
        if (text.matches(".*[?&](password|user)=.*")) {
            throw new IllegalArgumentException(
                    "must not hold the user or the password: they have settings of their own");
        }
        return text;
    }

    static String hostAndPort(String text) {
        if (!text.matches("[^\\s:/]+:\\d{1,5}")) {
            throw new IllegalArgumentException("must be host:port");
        }
        return text;
    }

    static PublicKey publicKey(String text) {
        return PublicKeys.fromPem(text);
    }

    static Path path(String text) {
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException notAPath) {
            throw new IllegalArgumentException("must be a path", notAPath);
        }
    }

    static Path readableFile(String text) {
        Path file = path(text);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException("must be a file that can be read");
        }
        return file;
    }

    static String logLevel(String text) {
        String level = text.toLowerCase(Locale.ROOT);
        if (!List.of("error", "warn", "info", "debug", "trace").contains(level)) {
            throw new IllegalArgumentException("must be error, warn, info, debug or trace");
        }
        return level;
    }
}
