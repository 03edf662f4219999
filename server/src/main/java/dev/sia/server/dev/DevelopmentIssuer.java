package dev.sia.server.dev;

import dev.sia.server.error.StartFailure;
import dev.sia.server.identity.Role;
import dev.sia.server.organization.OrganizationId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for PropelAuth while no real one is configured. It signs tokens of PropelAuth's shape with a key of this data
 * directory; the server checks them as it checks real ones, so there is no mode without authentication.
 *
 * <p>One user, the owner of one organization, is made at the first start. While the server runs, the file
 * {@link #tokenFile} always holds a valid token of that user.
 */
public final class DevelopmentIssuer implements AutoCloseable {
    /** Cannot be the issuer of a real token: names below localhost belong to nobody. */
    public static final String ISSUER = "http://development.sia.localhost";

    private static final Logger log = LoggerFactory.getLogger(DevelopmentIssuer.class);
    private static final Duration VALIDITY = Duration.ofHours(12);
    private static final Duration RENEWAL = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final int KEY_BITS = 2048;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private final Path directory;
    private final Clock clock;
    private final KeyPair keys;
    private final DevelopmentUser owner;
    private final Thread renewal;

    private DevelopmentIssuer(Path directory, Clock clock, KeyPair keys, DevelopmentUser owner) throws IOException {
        this.directory = directory;
        this.clock = clock;
        this.keys = keys;
        this.owner = owner;
        writeToken();
        this.renewal = Thread.ofVirtual().name("development-token").start(this::renewUntilInterrupted);
    }

    /** @param newId makes the ids of the user and the organization at the first start */
    public static DevelopmentIssuer start(Path directory, Clock clock, Function<String, UUID> newId) {
        OrganizationId organization = new OrganizationId(id(directory, "organization", newId));
        UUID user = id(directory, "user", newId);
        DevelopmentUser owner = new DevelopmentUser(
                user.toString(),
                "owner@development.sia.localhost",
                List.of(new DevelopmentUser.Place(organization, "Development", Role.OWNER)));
        try {
            String pem = PrivateFiles.readOrCreate(directory, "key.pem", DevelopmentIssuer::newKey);
            return new DevelopmentIssuer(directory, clock, keyPair(pem), owner);
        } catch (GeneralSecurityException | IllegalArgumentException | IOException thrown) {
            throw new StartFailure(
                    "SIA_DATA_DIR: the development identity in " + directory + " cannot be used: "
                            + thrown.getMessage(),
                    thrown);
        }
    }

    private static UUID id(Path directory, String name, Function<String, UUID> newId) {
        String text = PrivateFiles.readOrCreate(
                directory, name, () -> newId.apply(name).toString());
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException notAnId) {
            throw new StartFailure("SIA_DATA_DIR: " + directory.resolve(name) + " does not hold an id", notAnId);
        }
    }

    private static String newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            byte[] encoded = generator.generateKeyPair().getPrivate().getEncoded();
            return BEGIN + "\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n" + END;
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static KeyPair keyPair(String pem) throws GeneralSecurityException {
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replace(BEGIN, "").replace(END, ""));
        KeyFactory factory = KeyFactory.getInstance("RSA");
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(encoded));
        PublicKey publicKey = factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        return new KeyPair(publicKey, key);
    }

    public PublicKey publicKey() {
        return keys.getPublic();
    }

    /** The user of {@link #tokenFile}. */
    public DevelopmentUser owner() {
        return owner;
    }

    /** Always holds a valid token while the server runs; replaced as a whole every hour. */
    public Path tokenFile() {
        return directory.resolve("token");
    }

    /** Signs a token for anybody. */
    public String issue(DevelopmentUser user, Duration validity) {
        JwtClaims claims = new JwtClaims();
        NumericDate now = NumericDate.fromMilliseconds(clock.millis());
        claims.setIssuer(ISSUER);
        claims.setIssuedAt(now);
        claims.setExpirationTime(
                NumericDate.fromMilliseconds(clock.instant().plus(validity).toEpochMilli()));
        claims.setSubject(user.userId());
        claims.setStringClaim("user_id", user.userId());
        claims.setStringClaim("email", user.email());
        claims.setClaim(
                "org_id_to_org_member_info",
                user.places().stream()
                        .collect(Collectors.toMap(
                                place -> place.organization().toString(), DevelopmentIssuer::memberInfo)));
        return sign(claims);
    }

    private static Map<String, Object> memberInfo(DevelopmentUser.Place place) {
        return Map.of(
                "org_id", place.organization().toString(),
                "org_name", place.name(),
                "url_safe_org_name",
                        place.name().toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
                "org_metadata", Map.of(),
                "org_role_structure", "single_role_in_hierarchy",
                "user_role", propelAuthName(place.role()),
                "inherited_user_roles_plus_current_role",
                        java.util.Arrays.stream(Role.values())
                                .filter(place.role()::atLeast)
                                .map(DevelopmentIssuer::propelAuthName)
                                .toList(),
                "additional_roles", List.of(),
                "user_permissions", List.of());
    }

    private static String propelAuthName(Role role) {
        return role.name().charAt(0) + role.wire().substring(1);
    }

    private String sign(JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(keys.getPrivate());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setHeader("typ", "JWT");
        try {
            return signature.getCompactSerialization();
        } catch (JoseException thrown) {
            throw new IllegalStateException("The development key cannot sign", thrown);
        }
    }

    private void writeToken() throws IOException {
        PrivateFiles.write(tokenFile(), issue(owner, VALIDITY));
    }

    private void renewUntilInterrupted() {
        Duration pause = RENEWAL;
        try {
            while (true) {
                Thread.sleep(pause);
                pause = renew();
            }
        } catch (InterruptedException stop) {
            log.debug("The development token is renewed no longer");
        }
    }

    private Duration renew() {
        try {
            writeToken();
            return RENEWAL;
        } catch (IOException thrown) {
            log.warn("The development token in {} cannot be renewed: {}", tokenFile(), thrown.getMessage());
            return RETRY;
        }
    }

    @Override
    public void close() {
        renewal.interrupt();
    }
}
