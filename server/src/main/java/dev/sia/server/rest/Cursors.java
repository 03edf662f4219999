package dev.sia.server.rest;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes and reads the cursors of one list: a place in it, bound to the list's filter and order. Somebody who makes one up
 * reaches other places of the same list and nothing else.
 */
final class Cursors {
    private static final int HASH_LENGTH = 16;
    private static final String SEPARATOR = ":";

    private final String binding;

    private Cursors(String binding) {
        this.binding = binding;
    }

    /** @param list the operation and everything that decides which items it has and in which order */
    static Cursors of(Object... list) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Arrays.toString(list).getBytes(StandardCharsets.UTF_8));
            return new Cursors(HexFormat.of().formatHex(hash).substring(0, HASH_LENGTH));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    String after(Object place) {
        byte[] text = (binding + SEPARATOR + place).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /** @param read throws IllegalArgumentException for what is no place */
    <T> Optional<T> place(@Nullable String cursor, Function<String, T> read) {
        if (cursor == null) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(binding + SEPARATOR)) {
                return Optional.of(read.apply(text.substring(binding.length() + SEPARATOR.length())));
            }
        } catch (IllegalArgumentException madeUp) {
            // The refusal below says all there is to say.
        }
        throw new DomainException(
                ErrorCode.INVALID_CURSOR,
                "The cursor is not one of this list with this filter and order. Start again without one.");
    }

    /** One page of what was read with one item more than wanted. */
    record Page<T>(List<T> items, boolean more) {
        static <T> Page<T> of(List<T> read, int limit) {
            boolean more = read.size() > limit;
            return new Page<>(more ? read.subList(0, limit) : read, more);
        }
    }
}
