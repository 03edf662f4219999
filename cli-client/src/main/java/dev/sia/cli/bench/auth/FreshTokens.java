package dev.sia.cli.bench.auth;

import dev.sia.cli.profile.DevelopmentServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Access tokens that all say the same but for their id, signed with the key of the measured server's own development issuer, which is
 * in its data directory.
 */
final class FreshTokens {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final String header;
    private final String claims;
    private final PrivateKey key;

    private FreshTokens(String header, String claims, PrivateKey key) {
        this.header = header;
        this.claims = claims;
        this.key = key;
    }

    static FreshTokens of(DevelopmentServer server) throws IOException {
        Path file = DevelopmentServer.tokenFile(server.dataDirectory());
        String[] parts = Files.readString(file).strip().split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        return new FreshTokens(parts[0], claims, key(Files.readString(file.resolveSibling("key.pem"))));
    }

    private static PrivateKey key(String pem) throws IOException {
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException notAKey) {
            throw new IOException("the development server's key cannot be read", notAKey);
        }
    }

    List<String> make(int count) {
        return IntStream.range(0, count).parallel().mapToObj(this::token).toList();
    }

    private String token(int number) {
        String own = "{\"jti\":\"" + number + "\"," + claims.substring(1);
        String signed = header + "." + ENCODER.encodeToString(own.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + ENCODER.encodeToString(signature.sign());
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
