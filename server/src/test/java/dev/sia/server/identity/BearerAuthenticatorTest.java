package dev.sia.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerAuthenticatorTest {
    private final List<String> asked = new ArrayList<>();
    private final BearerAuthenticator authenticator =
            new BearerAuthenticator(one("tokens"), one("apiKeys"), one("endUserKeys"));

    private Authenticator one(String kind) {
        return bearer -> {
            asked.add(kind);
            return Principal.user(kind, null, Map.of(), Instant.MAX);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl, tokens",
        "eyJhbGciOiJSUzI1NiJ9, tokens",
        "a.b.c, tokens",
        "., tokens",
        "sia_sk_public_secret, apiKeys",
        "sia_sk_a.b.c, apiKeys",
        "0123456789abcdef0123456789abcdef, endUserKeys",
        "x, endUserKeys"
    })
    void everyCredentialGoesToWhoKnowsItsKindAndToNobodyElse(String bearer, String kind) {
        assertThat(authenticator.authenticate(bearer).id()).isEqualTo(kind);
        assertThat(asked).containsExactly(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sia_ag_secret", "sia_en_secret", "sia_", "sia_sk"})
    void ourOtherSecretsAreShownToNobody(String bearer) {
        assertThatExceptionOfType(DomainException.class).isThrownBy(() -> authenticator.authenticate(bearer));
        assertThat(asked).isEmpty();
    }

    @Test
    void aKindThatIsNotTakenIsRefusedLikeAWrongOne() {
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> BearerAuthenticator.NOT_TAKEN.authenticate("0123456789abcdef"))
                .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
                .withMessage("The credentials are missing, wrong or expired.");
    }
}
