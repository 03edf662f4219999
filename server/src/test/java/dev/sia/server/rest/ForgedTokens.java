package dev.sia.server.rest;

import dev.sia.server.dev.DevelopmentIssuer;
import dev.sia.server.identity.PublicKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwe.KeyManagementAlgorithmIdentifiers;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that nobody may take, by what is wrong with them. Most of them bear a true signature of the issuer's key, so that only
 * what is wrong can be the reason for their refusal.
 */
final class ForgedTokens {
    private static final String RS256 = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";

    private final UUID organization;
    private final PrivateKey key;
    private final RSAPublicKey publicKey;
    private final KeyPair attacker;
    private final long now = Instant.now().getEpochSecond();
    private final Map<String, String> forged = new LinkedHashMap<>();

    /** @param directory of the issuer */
    ForgedTokens(DevelopmentIssuer issuer, Path directory, UUID organization) {
        this.organization = organization;
        this.publicKey = (RSAPublicKey) issuer.publicKey();
        try {
            String pem = Files.readString(directory.resolve("key.pem")).replaceAll("-----[A-Z ]+-----", "");
            this.key = KeyFactory.getInstance("RSA")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
            this.attacker = pair("RSA", 2048);
        } catch (IOException | GeneralSecurityException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    private static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** The one that is good; the others differ from it in one thing each. */
    String good() {
        return signed(RS256, claims(""));
    }

    /** @param listeningPort where keys could be fetched from, if somebody did; serves nothing */
    Map<String, String> all(int listeningPort) throws GeneralSecurityException, JoseException {
        algorithms();
        symmetric();
        otherAsymmetric();
        claims();
        times();
        keyIds();
        broughtKeys("http://127.0.0.1:" + listeningPort + "/keys");
        critical();
        duplicates();
        sizes();
        otherEnvironments();
        signatures();
        spellings();
        wrapped();
        payloads();
        otherCredentials();
        return forged;
    }

    private void algorithms() {
        for (String none : List.of("none", "None", "NONE", "nOnE", "none ", " none", "NoNe\\u0000")) {
            String start = encoded("{\"alg\":\"" + none + "\",\"typ\":\"JWT\"}") + "." + encoded(claims(""));
            forged.put("alg " + none + " without signature", start + ".");
            forged.put("alg " + none + " without third part", start);
            forged.put("alg " + none + " with a signature", start + "." + signature(start));
        }
        for (String algorithm : List.of("null", "1", "[\"RS256\"]", "{}", "\"\"", "\"rs256\"", "\"RS256 \"", "true")) {
            forged.put("alg is " + algorithm, signed("{\"alg\":" + algorithm + ",\"typ\":\"JWT\"}", claims("")));
        }
        forged.put("no alg", signed("{\"typ\":\"JWT\"}", claims("")));
    }

    private void symmetric() throws GeneralSecurityException {
        String pem = PublicKeys.toPem(publicKey);
        Map<String, byte[]> secrets = Map.of(
                "PEM", pem.getBytes(StandardCharsets.UTF_8),
                "PEM with line end", (pem + "\n").getBytes(StandardCharsets.UTF_8),
                "DER", publicKey.getEncoded(),
                "modulus", publicKey.getModulus().toByteArray());
        for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
            for (String bits : List.of("256", "384", "512")) {
                String start = encoded("{\"alg\":\"HS" + bits + "\",\"typ\":\"JWT\"}") + "." + encoded(claims(""));
                Mac mac = Mac.getInstance("HmacSHA" + bits);
                mac.init(new SecretKeySpec(secret.getValue(), "HmacSHA" + bits));
                forged.put(
                        "HS" + bits + " with the public key as " + secret.getKey(),
                        start + "." + encoded(mac.doFinal(start.getBytes(StandardCharsets.US_ASCII))));
            }
        }
    }

    private void otherAsymmetric() throws GeneralSecurityException {
        PSSParameterSpec pss = new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
        forged.put("PS256", signed("PS256", "RSASSA-PSS", pss, key));
        forged.put("RS384", signed("RS384", "SHA384withRSA", null, key));
        forged.put("RS512", signed("RS512", "SHA512withRSA", null, key));
        forged.put("RS256 made with SHA-1", signed("RS256", "SHA1withRSA", null, key));
        forged.put("RS1", signed("RS1", "SHA1withRSA", null, key));
        KeyPair curve = pair("EC", 256);
        forged.put("ES256", signed("ES256", "SHA256withECDSAinP1363Format", null, curve.getPrivate()));
        byte[] zeros = new byte[64];
        String start = encoded("{\"alg\":\"ES256\"}") + "." + encoded(claims(""));
        forged.put("ES256 of zeros", start + "." + encoded(zeros));
    }

    private String signed(String name, String algorithm, @Nullable PSSParameterSpec parameters, PrivateKey with)
            throws GeneralSecurityException {
        String start = encoded("{\"alg\":\"" + name + "\",\"typ\":\"JWT\"}") + "." + encoded(claims(""));
        Signature signature = Signature.getInstance(algorithm);
        if (parameters != null) {
            signature.setParameter(parameters);
        }
        signature.initSign(with);
        signature.update(start.getBytes(StandardCharsets.US_ASCII));
        return start + "." + encoded(signature.sign());
    }

    private void claims() {
        String issuer = DevelopmentIssuer.ISSUER;
        for (String wrong : List.of(
                "\"https://elsewhere.example\"",
                "\"" + issuer + "/\"",
                "\"" + issuer + ".evil.example\"",
                "\"" + issuer.toUpperCase(Locale.ROOT) + "\"",
                "\"" + issuer + "\\u0000\"",
                "\"\"",
                "null",
                "7",
                "{}",
                "[\"" + issuer + "\"]",
                "[\"" + issuer + "\",\"https://elsewhere.example\"]")) {
            forged.put("iss " + wrong, changed("iss", wrong));
        }
        forged.put("no iss", changed("iss", null));
        for (String wrong : List.of("null", "7", "\"\"", "\" \"", "{}", "[\"ada\"]", "\"ada\\u0000\"")) {
            forged.put("user_id " + wrong, changed("user_id", wrong));
        }
        forged.put("no user_id", changed("user_id", null));
        forged.put(
                "sub alone, as in a token for somebody else",
                signed(RS256, claims("").replace("user_id", "sub")));
        for (String wrong : List.of("7", "\"" + organization + "\"", "[]", "true")) {
            forged.put("org_id_to_org_member_info " + wrong, changed("org_id_to_org_member_info", wrong));
            forged.put("org_member_info " + wrong, signed(RS256, claims(",\"org_member_info\":" + wrong)));
        }
        for (String type : List.of("\"logout+jwt\"", "\"dpop+jwt\"", "7", "[]")) {
            forged.put("typ " + type, signed("{\"alg\":\"RS256\",\"typ\":" + type + "}", claims("")));
        }
    }

    private void times() {
        for (String wrong : List.of(
                String.valueOf(now - 3600),
                String.valueOf(now - 31),
                "0",
                "-1",
                "null",
                "true",
                "{}",
                "[" + (now + 600) + "]",
                "\"" + (now + 600) + "\"",
                "9223372036854775807",
                "99999999999999999999999999",
                "1e300",
                "1e999",
                "-1e999",
                "NaN",
                "253402300800")) {
            forged.put("exp " + wrong, changed("exp", wrong));
        }
        forged.put("no exp", changed("exp", null));
        for (String wrong : List.of(String.valueOf(now + 300), "\"now\"", "9223372036854775807", "1e300", "{}")) {
            forged.put("nbf " + wrong, signed(RS256, claims(",\"nbf\":" + wrong)));
            forged.put("iat " + wrong, changed("iat", wrong));
        }
    }

    private void keyIds() {
        for (String kid : List.of(
                "\"../../../../../../dev/null\"",
                "\"/proc/sys/kernel/randomize_va_space\"",
                "\"..\\\\..\\\\key\"",
                "\"' or 1=1 --\"",
                "\"x' union select 'key\"",
                "\"http://127.0.0.1/key\"",
                "\"file:///etc/passwd\"",
                "\"| touch /tmp/x\"",
                "\"key\\u0000\"",
                "\"" + "k".repeat(1000) + "\"",
                "\"\"",
                "7",
                "null",
                "[\"key\"]",
                "{}")) {
            String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":" + kid + "}";
            String name = kid.substring(0, Math.min(kid.length(), 40));
            forged.put("kid " + name, signed(header, claims("")));
            forged.put("kid " + name + ", another key", signed(attacker.getPrivate(), header, claims("")));
        }
    }

    private void broughtKeys(String address) {
        RSAPublicKey theirs = (RSAPublicKey) attacker.getPublic();
        String jwk = "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\""
                + encoded(theirs.getModulus().toByteArray()) + "\"}";
        for (String brought : List.of(
                "\"jwk\":" + jwk,
                "\"jku\":\"" + address + "\"",
                "\"x5u\":\"" + address + "\"",
                "\"x5c\":[\"" + Base64.getEncoder().encodeToString(theirs.getEncoded()) + "\"]")) {
            String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\"," + brought + "}";
            String name = brought.substring(0, 5);
            forged.put("brought " + name, signed(attacker.getPrivate(), header, claims("")));
            forged.put("brought " + name + ", true key", signed(header, claims("")));
        }
    }

    private void critical() {
        for (String critical : List.of(
                "\"crit\":[\"exp\"],\"exp\":1",
                "\"crit\":[]",
                "\"crit\":\"exp\"",
                "\"crit\":[\"unknown\"],\"unknown\":1",
                "\"crit\":[\"b64\"],\"b64\":true",
                "\"b64\":false")) {
            forged.put(critical, signed("{\"alg\":\"RS256\",\"typ\":\"JWT\"," + critical + "}", claims("")));
        }
        String header = encoded("{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}");
        String payload = encoded(claims(""));
        forged.put("b64 false", header + "." + payload + "." + signature(header + "." + claims("")));
        forged.put("b64 false, signed as it is", header + "." + payload + "." + signature(header + "." + payload));
    }

    private void duplicates() {
        for (String name : List.of("iss", "exp", "user_id", "org_id_to_org_member_info")) {
            String value = value(name);
            forged.put("two " + name, signed(RS256, claims(",\"" + name + "\":" + value)));
        }
        forged.put(
                "two of one in an organization",
                changed(
                        "org_id_to_org_member_info",
                        "{\"a\":{\"org_id\":\"" + organization
                                + "\",\"user_role\":\"Member\",\"user_role\":\"Owner\"}}"));
        forged.put("two alg", signed("{\"alg\":\"RS256\",\"alg\":\"RS256\"}", claims("")));
        forged.put("two alg, none first", signed("{\"alg\":\"none\",\"alg\":\"RS256\"}", claims("")));
        forged.put("two alg, none last", signed("{\"alg\":\"RS256\",\"alg\":\"none\"}", claims("")));
    }

    private void sizes() {
        forged.put("oversized", signed(RS256, claims(",\"more\":\"" + "x".repeat(13_000) + "\"")));
        forged.put("much oversized", signed(RS256, claims(",\"more\":\"" + "x".repeat(20_000) + "\"")));
        forged.put(
                "oversized header", signed("{\"alg\":\"RS256\",\"more\":\"" + "x".repeat(2_000) + "\"}", claims("")));
        forged.put(
                "deep header",
                signed("{\"alg\":\"RS256\",\"more\":" + "[".repeat(700) + "]".repeat(700) + ",\"x5u\":1}", claims("")));
        forged.put("dots", ".".repeat(10_000));
        forged.put("endless zip", signed("{\"alg\":\"RS256\",\"zip\":\"DEF\"}", claims("")));
    }

    private void otherEnvironments() {
        forged.put("another key", signed(attacker.getPrivate(), RS256, claims("")));
        forged.put(
                "another environment",
                signed(
                        attacker.getPrivate(),
                        RS256,
                        claims("").replace(DevelopmentIssuer.ISSUER, "https://auth.test.example.com")));
    }

    private void signatures() {
        String good = good();
        String[] parts = good.split("\\.");
        String richer = claims("").replace("Viewer", "Owner").replace("ada", "root");
        String other = signed(RS256, claims(",\"more\":1"));
        forged.put("changed payload", parts[0] + "." + encoded(richer) + "." + parts[2]);
        forged.put("changed header", encoded("{\"typ\":\"JWT\",\"alg\":\"RS256\"}") + "." + parts[1] + "." + parts[2]);
        forged.put("signature of another token", parts[0] + "." + parts[1] + "." + other.split("\\.")[2]);
        forged.put("stripped signature", parts[0] + "." + parts[1] + ".");
        forged.put("no signature", parts[0] + "." + parts[1]);
        forged.put("no payload", parts[0] + ".." + parts[2]);
        forged.put("no header", "." + parts[1] + "." + parts[2]);
        forged.put("no parts", "..");
        forged.put("only a header", parts[0]);
        forged.put("four parts", good + "." + parts[2]);
        forged.put("a part behind", good + ".");
        forged.put("signature of zeros", parts[0] + "." + parts[1] + "." + encoded(new byte[256]));
        forged.put("short signature", parts[0] + "." + parts[1] + "." + parts[2].substring(0, 340));
        forged.put("long signature", good + "AAAA");
        byte[] number = Base64.getUrlDecoder().decode(parts[2]);
        byte[] padded = new byte[number.length + 1];
        System.arraycopy(number, 0, padded, 1, number.length);
        forged.put("signature with a leading zero", parts[0] + "." + parts[1] + "." + encoded(padded));
    }

    private void spellings() {
        String good = good();
        String[] parts = good.split("\\.");
        // Of the last character's six bits only two count.
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = alphabet.charAt(alphabet.indexOf(good.charAt(good.length() - 1)) + 1);
        forged.put("spare bits", good.substring(0, good.length() - 1) + last);
        forged.put("padding", good + "==");
        forged.put("padding within", parts[0] + "=." + parts[1] + "." + parts[2]);
        byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
        String standard = Base64.getEncoder().withoutPadding().encodeToString(signature);
        // Without one of the two other characters it would be the same.
        forged.put(
                "the other alphabet",
                parts[0] + "." + parts[1] + "." + (standard.equals(parts[2]) ? standard + "+" : standard));
        forged.put("a strange character", parts[0] + "." + parts[1] + "." + parts[2] + "~");
        forged.put("a space within", parts[0] + "." + parts[1] + ". " + parts[2]);
        forged.put("another word behind", good + " " + good);
        forged.put(
                "as JSON",
                "{\"protected\":\"" + parts[0] + "\",\"payload\":\"" + parts[1] + "\",\"signature\":\"" + parts[2]
                        + "\"}");
    }

    private void wrapped() throws JoseException {
        forged.put("nested", signed("{\"alg\":\"RS256\",\"cty\":\"JWT\"}", good()));
        forged.put("nested, not told", signed(RS256, good()));
        JsonWebEncryption sealed = new JsonWebEncryption();
        sealed.setAlgorithmHeaderValue(KeyManagementAlgorithmIdentifiers.RSA_OAEP_256);
        sealed.setEncryptionMethodHeaderParameter(ContentEncryptionAlgorithmIdentifiers.AES_256_GCM);
        sealed.setKey(publicKey);
        sealed.setPayload(claims(""));
        forged.put("encrypted to the public key", sealed.getCompactSerialization());
        sealed.setContentTypeHeaderValue("JWT");
        sealed.setPayload(good());
        forged.put("encrypted, with a true one inside", sealed.getCompactSerialization());
    }

    private void payloads() {
        for (String payload : List.of("[]", "\"text\"", "42", "null", "true", "{}", "{", "\uFEFF" + claims(""), " ")) {
            forged.put("payload " + payload.substring(0, Math.min(9, payload.length())), signed(RS256, payload));
        }
        for (String header : List.of("[]", "\"RS256\"", "42", "null", "{", "\uFEFF" + RS256)) {
            forged.put("header " + header, signed(header, claims("")));
        }
        byte[] invalid = claims("").getBytes(StandardCharsets.UTF_8);
        String start = encoded(Arrays.copyOf(invalid, invalid.length - 1)) + "." + encoded(claims(""));
        forged.put("header that is no header", start + "." + signature(start));
        forged.put(
                "header that is not UTF-8",
                encoded(new byte[] {(byte) 0xff, (byte) 0xfe}) + "." + encoded("{}") + ".AA");
    }

    private void otherCredentials() {
        Stream.of(
                        "x",
                        "sia_ag_abc",
                        "sia_sk_abc_def",
                        "sia_en_abc",
                        "sia_",
                        "0123456789abcdef0123456789abcdef",
                        "null",
                        "eyJ",
                        "ey.J.")
                .forEach(credential -> forged.put("credential " + credential, credential));
    }

    private String claims(String more) {
        StringBuilder claims = new StringBuilder("{");
        for (String name : List.of("iss", "iat", "exp", "user_id", "email", "org_id_to_org_member_info")) {
            claims.append(claims.length() == 1 ? "" : ",").append("\"" + name + "\":" + value(name));
        }
        return claims.append(more).append("}").toString();
    }

    private String value(String name) {
        return switch (name) {
            case "iss" -> "\"" + DevelopmentIssuer.ISSUER + "\"";
            case "iat" -> String.valueOf(now);
            case "exp" -> String.valueOf(now + 600);
            case "user_id" -> "\"ada\"";
            case "email" -> "\"ada@example.com\"";
            default ->
                "{\"" + organization + "\":{\"org_id\":\"" + organization
                        + "\",\"org_name\":\"Acme\",\"user_role\":\"Viewer\"}}";
        };
    }

    /** @param value null for a token without it */
    private String changed(String name, @Nullable String value) {
        String before = "\"" + name + "\":" + value(name);
        return signed(
                RS256,
                value == null
                        ? claims("").replace(before + ",", "")
                        : claims("").replace(before, "\"" + name + "\":" + value));
    }

    private String signed(String header, String payload) {
        return signed(key, header, payload);
    }

    private static String signed(PrivateKey with, String header, String payload) {
        String start = encoded(header) + "." + encoded(payload);
        return start + "." + signature(with, start);
    }

    private String signature(String start) {
        return signature(key, start);
    }

    private static String signature(PrivateKey with, String start) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(with);
            signature.update(start.getBytes(StandardCharsets.UTF_8));
            return encoded(signature.sign());
        } catch (GeneralSecurityException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
