package dev.sia.server.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** RSA public keys in PEM, as PropelAuth's dashboard shows them. */
public final class PublicKeys {
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final int LEAST_BITS = 2048;

    private PublicKeys() {}

    /**
     * Reads a PEM text whose line ends may be written as {@code \n}, which is how they survive in environment variables.
     *
     * @throws IllegalArgumentException with a reason that does not repeat the text
     */
    public static PublicKey fromPem(String pem) {
        String text = pem.replace("\\n", "\n").strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new IllegalArgumentException("must be a PEM text that starts with " + BEGIN);
        }
        String body = text.substring(BEGIN.length(), text.length() - END.length());
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(body);
            PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
            if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < LEAST_BITS) {
                throw new IllegalArgumentException("must be an RSA key of at least " + LEAST_BITS + " bits");
            }
            return key;
        } catch (GeneralSecurityException notAKey) {
            throw new IllegalArgumentException("must be an RSA public key", notAKey);
        }
    }

    public static String toPem(PublicKey key) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return BEGIN + "\n" + body + "\n" + END;
    }
}
