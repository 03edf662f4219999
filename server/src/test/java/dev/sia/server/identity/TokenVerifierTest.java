package dev.sia.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.organization.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {
    private static final String ISSUER = "https://auth.example.com";
    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
    private static final KeyPair KEYS = newKeys();
    private static final UUID ORGANIZATION = UUID.fromString("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c");

    private final MovableClock clock = new MovableClock(NOW);
    private final TokenVerifier verifier = TokenVerifier.withKey(ISSUER, KEYS.getPublic(), clock);

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setIssuedAt(NumericDate.fromSeconds(NOW.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(NOW.plusSeconds(600).getEpochSecond()));
        claims.setSubject("user-1");
        claims.setStringClaim("user_id", "user-1");
        claims.setStringClaim("email", "ada@example.com");
        claims.setClaim(
                "org_id_to_org_member_info", Map.of(ORGANIZATION.toString(), member(ORGANIZATION.toString(), "Admin")));
        return claims;
    }

    private static Map<String, Object> member(String id, String role) {
        return Map.of("org_id", id, "org_name", "Acme", "user_role", role);
    }

    private static String signed(Consumer<JwtClaims> change) {
        JwtClaims claims = claims();
        change.accept(claims);
        return signed(claims, signature -> signature.setKey(KEYS.getPrivate()));
    }

    private static String signed(JwtClaims claims, Consumer<JsonWebSignature> how) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setPayload(claims.toJson());
        how.accept(signature);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    private void assertRefused(String token) {
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> verifier.authenticate(token))
                .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
                .withMessage("The credentials are missing, wrong or expired.");
    }

    @Test
    void aGoodTokenBecomesItsUserWithAllMemberships() {
        Principal principal = verifier.authenticate(signed(claims -> {}));
        assertThat(principal.id()).isEqualTo("user-1");
        assertThat(principal.name()).isEqualTo("ada@example.com");
        assertThat(principal.expiresAt()).isEqualTo(NOW.plusSeconds(600));
        assertThat(principal.memberships())
                .containsExactly(Map.entry(new OrganizationId(ORGANIZATION), new Membership(Role.ADMIN, "Acme")));
    }

    @Test
    void theActiveOrganizationOfANewerTokenCounts() {
        String token = signed(claims -> {
            claims.unsetClaim("org_id_to_org_member_info");
            claims.setClaim("org_member_info", member(ORGANIZATION.toString(), "owner"));
        });
        assertThat(verifier.authenticate(token).memberships().get(new OrganizationId(ORGANIZATION)))
                .isEqualTo(new Membership(Role.OWNER, "Acme"));
    }

    @Test
    void anUnknownRoleIsTheLeastAndAnInheritedOneCounts() {
        UUID other = UUID.randomUUID();
        String token = signed(claims -> claims.setClaim(
                "org_id_to_org_member_info",
                Map.of(
                        "a", member(ORGANIZATION.toString(), "Astronaut"),
                        "b",
                                Map.of(
                                        "org_id",
                                        other.toString(),
                                        "org_name",
                                        "Lab",
                                        "user_role",
                                        "Lead",
                                        "inherited_user_roles_plus_current_role",
                                        List.of("Lead", "Member")),
                        "c", member("not-a-uuid", "Owner"))));
        assertThat(verifier.authenticate(token).memberships())
                .containsOnly(
                        Map.entry(new OrganizationId(ORGANIZATION), new Membership(Role.VIEWER, "Acme")),
                        Map.entry(new OrganizationId(other), new Membership(Role.MEMBER, "Lab")));
    }

    @Test
    void onlyTheActiveOrganizationCountsWhenThereIsOne() {
        UUID other = UUID.randomUUID();
        String token = signed(claims -> {
            claims.setClaim("org_id_to_org_member_info", Map.of("a", member(other.toString(), "Owner")));
            claims.setClaim("org_member_info", member(ORGANIZATION.toString(), "Member"));
        });
        assertThat(verifier.authenticate(token).memberships())
                .containsOnly(Map.entry(new OrganizationId(ORGANIZATION), new Membership(Role.MEMBER, "Acme")));
        String unusable = signed(claims -> {
            claims.setClaim("org_id_to_org_member_info", Map.of("a", member(other.toString(), "Owner")));
            claims.setClaim("org_member_info", member("not-a-uuid", "Owner"));
        });
        assertThat(verifier.authenticate(unusable).memberships()).isEmpty();
        String none = signed(claims -> claims.setClaim("org_member_info", null));
        assertThat(verifier.authenticate(none).memberships()).containsOnlyKeys(new OrganizationId(ORGANIZATION));
    }

    private Role role(Map<String, Object> info) {
        Map<String, Object> complete = new HashMap<>(info);
        complete.put("org_id", ORGANIZATION.toString());
        complete.put("org_name", "Acme");
        String token = signed(claims -> claims.setClaim("org_member_info", complete));
        return (Role) verifier.authenticate(token)
                .membership(new OrganizationId(ORGANIZATION))
                .grant();
    }

    @Test
    void rolesAreInheritedInAHierarchyAndExactWhereAUserMayHaveSeveral() {
        Map<String, Object> lead = Map.of(
                "user_role",
                "Lead",
                "inherited_user_roles_plus_current_role",
                List.of("Lead", "Admin", "Member"),
                "additional_roles",
                List.of("Owner"));
        assertThat(role(with(lead, "org_role_structure", "single_role_in_hierarchy")))
                .isEqualTo(Role.ADMIN);
        assertThat(role(lead)).isEqualTo(Role.ADMIN);
        assertThat(role(with(lead, "org_role_structure", "multi_role"))).isEqualTo(Role.OWNER);
        Map<String, Object> several = Map.of(
                "org_role_structure", "multi_role",
                "user_role", "Billing",
                "inherited_user_roles_plus_current_role", List.of("Owner"));
        assertThat(role(several)).isEqualTo(Role.VIEWER);
        assertThat(role(with(several, "additional_roles", List.of("Support", "Member"))))
                .isEqualTo(Role.MEMBER);
        assertThat(role(with(lead, "org_role_structure", "something_new"))).isEqualTo(Role.VIEWER);
        assertThat(role(Map.of("user_role", List.of(List.of("Owner")), "additional_roles", 7)))
                .isEqualTo(Role.VIEWER);
        assertThat(role(Map.of())).isEqualTo(Role.VIEWER);
    }

    private static Map<String, Object> with(Map<String, Object> info, String name, Object value) {
        Map<String, Object> changed = new HashMap<>(info);
        changed.put(name, value);
        return changed;
    }

    @Test
    void whatPeopleMayNameThingsIsFitToBeStored() {
        String token = signed(claims -> {
            claims.setStringClaim("email", "ada\u0000@example.com");
            claims.setClaim(
                    "org_member_info",
                    Map.of(
                            "org_id",
                            ORGANIZATION.toString(),
                            "org_name",
                            "\u0000" + "x".repeat(1000),
                            "user_role",
                            "Owner"));
        });
        Principal principal = verifier.authenticate(token);
        assertThat(principal.name()).isEqualTo("ada@example.com");
        assertThat(principal.membership(new OrganizationId(ORGANIZATION)).organizationName())
                .isEqualTo("x".repeat(320));
    }

    @Test
    void anUnsignedTokenIsRefused() {
        assertRefused(signed(claims(), signature -> signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE)));
    }

    @Test
    void aSymmetricSignatureWithThePublicKeyIsRefused() {
        assertRefused(signed(claims(), signature -> {
            signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
            signature.setKey(new HmacKey(PublicKeys.toPem(KEYS.getPublic()).getBytes(StandardCharsets.UTF_8)));
        }));
    }

    @Test
    void anotherRsaAlgorithmIsRefused() {
        assertRefused(signed(claims(), signature -> {
            signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_PSS_USING_SHA256);
            signature.setKey(KEYS.getPrivate());
        }));
    }

    @Test
    void anotherKeyIsRefused() {
        assertRefused(signed(claims(), signature -> signature.setKey(newKeys().getPrivate())));
    }

    @Test
    void aChangedPayloadIsRefused() {
        String[] parts = signed(claims -> {}).split("\\.");
        String forged = claims().toJson().replace("user-1", "user-2");
        String body = Base64.getUrlEncoder().withoutPadding().encodeToString(forged.getBytes(StandardCharsets.UTF_8));
        assertRefused(parts[0] + "." + body + "." + parts[2]);
    }

    @Test
    void aWrongOrMissingIssuerIsRefused() {
        assertRefused(signed(claims -> claims.setIssuer("https://auth.example.com.evil.test")));
        assertRefused(signed(claims -> claims.unsetClaim("iss")));
    }

    @Test
    void anExpiredTokenIsRefusedAfterASmallLeeway() {
        String token = signed(claims -> {});
        clock.pass(Duration.between(clock.instant(), NOW.plusSeconds(600 + 20)));
        assertThat(verifier.authenticate(token).id()).isEqualTo("user-1");
        clock.pass(Duration.between(clock.instant(), NOW.plusSeconds(600 + 31)));
        assertRefused(token);
    }

    @Test
    void aTokenWithoutExpiryIsRefused() {
        assertRefused(signed(claims -> claims.unsetClaim("exp")));
    }

    @Test
    void aTokenThatIsNotValidYetIsRefused() {
        assertRefused(signed(claims ->
                claims.setNotBefore(NumericDate.fromSeconds(NOW.plusSeconds(300).getEpochSecond()))));
    }

    @Test
    void aTokenWithoutAUserIsRefused() {
        assertRefused(signed(claims -> {
            claims.unsetClaim("user_id");
            claims.unsetClaim("sub");
        }));
    }

    @Test
    void nonsenseIsRefused() {
        assertRefused("");
        assertRefused("..");
        assertRefused("sia_ag_abc");
        assertRefused("x".repeat(20_000));
    }

    @Test
    void aRememberedTokenStillEndsWithItsExpiry() {
        String token = signed(claims -> claims.setExpirationTime(
                NumericDate.fromSeconds(NOW.plus(Duration.ofSeconds(10)).getEpochSecond())));
        assertThat(verifier.authenticate(token)).isSameAs(verifier.authenticate(token));
        clock.pass(Duration.between(clock.instant(), NOW.plusSeconds(41)));
        assertRefused(token);
    }

    @Test
    void aPemKeyReadsWithRealAndWithWrittenOutLineEnds() {
        String pem = PublicKeys.toPem(KEYS.getPublic());
        assertThat(PublicKeys.fromPem(pem)).isEqualTo(KEYS.getPublic());
        assertThat(PublicKeys.fromPem(pem.replace("\n", "\\n"))).isEqualTo(KEYS.getPublic());
        assertThatIllegalArgumentException().isThrownBy(() -> PublicKeys.fromPem("hello"));
    }
}
