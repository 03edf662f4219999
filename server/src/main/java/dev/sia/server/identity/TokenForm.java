package dev.sia.server.identity;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jose4j.json.JsonUtil;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The outside of a signed token, before any key is tried: three parts in their one canonical spelling, RS256, and a header
 * that asks for nothing. Libraries are more generous here than is good.
 *
 * @param keyId what the header calls the key
 */
record TokenForm(@Nullable String keyId) {
    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final int LONGEST_HEADER = 2 * 1024;
    private static final int PARTS = 3;
    /** Names of keys, not paths, addresses or statements. */
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._=+-]{1,128}");
    /** Headers that bring or name a key, wrap another token, or change how the signature is computed. */
    private static final Set<String> UNWANTED =
            Set.of("crit", "b64", "jwk", "jku", "x5u", "x5c", "cty", "zip", "enc", "epk", "p2s", "p2c");

    static TokenForm of(String token) throws UnusableCredential {
        if (token.length() > LONGEST_TOKEN) {
            throw new UnusableCredential("it is longer than " + LONGEST_TOKEN);
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            throw new UnusableCredential("it has " + parts.length + " parts");
        }
        if (parts[0].length() > LONGEST_HEADER) {
            throw new UnusableCredential("its header is longer than " + LONGEST_HEADER);
        }
        byte[] header = decode(parts[0]);
        decode(parts[1]);
        decode(parts[2]);
        return of(json(header));
    }

    private static TokenForm of(Map<String, Object> header) throws UnusableCredential {
        if (!AlgorithmIdentifiers.RSA_USING_SHA256.equals(header.get("alg"))) {
            throw new UnusableCredential("its algorithm is not RS256");
        }
        for (String name : header.keySet()) {
            if (UNWANTED.contains(name)) {
                throw new UnusableCredential("its header has " + name);
            }
        }
        if (!header.containsKey("kid")) {
            return new TokenForm(null);
        }
        if (header.get("kid") instanceof String id && KEY_ID.matcher(id).matches()) {
            return new TokenForm(id);
        }
        throw new UnusableCredential("its kid is no name of a key");
    }

    /** Refuses padding, other alphabets and spare bits: one token has one spelling. */
    private static byte[] decode(String part) throws UnusableCredential {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            if (bytes.length > 0
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(bytes)
                            .equals(part)) {
                return bytes;
            }
        } catch (IllegalArgumentException otherCharacters) {
            throw new UnusableCredential("a part of it is not base64url", otherCharacters);
        }
        throw new UnusableCredential("a part of it is empty or spelled in another way than usual");
    }

    private static Map<String, Object> json(byte[] header) throws UnusableCredential {
        try {
            return JsonUtil.parseJson(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header))
                    .toString());
        } catch (CharacterCodingException | JoseException | RuntimeException notJson) {
            throw new UnusableCredential("its header is no JSON object", notJson);
        }
    }
}
