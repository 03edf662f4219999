package dev.sia.server.rest.json;

import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions of rows as strong entity tags, RFC 9110. */
public final class EntityTags {
    private static final String ANY = "*";
    private static final Pattern STRONG_NUMBER = Pattern.compile("(?<!W/)\"([1-9][0-9]{0,17})\"");

    private EntityTags() {}

    public static String of(long version) {
        return "\"" + version + "\"";
    }

    /**
     * What the client expects to change. Tags that are weak, or none of ours, match nothing.
     *
     * @param ifMatch the header as sent, which the contract's pattern has seen; null is refused
     */
    public static ExpectedVersion expected(@Nullable String ifMatch) {
        if (ifMatch == null) {
            throw new DomainException(
                    ErrorCode.PRECONDITION_REQUIRED,
                    "Send If-Match with the etag of what you read, or * to change it whatever it has become.");
        }
        if (ifMatch.strip().equals(ANY)) {
            return new ExpectedVersion.Any();
        }
        Set<Long> versions = new HashSet<>();
        Matcher tags = STRONG_NUMBER.matcher(ifMatch);
        while (tags.find()) {
            versions.add(Long.valueOf(tags.group(1)));
        }
        return new ExpectedVersion.OneOf(versions);
    }
}
