package dev.sia.cli.agent.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MIIEvQIBADANBgkqhkiG9w0B
            AQEFAASCBKcwggSjAgEAAoIB
            AQC7
            -----END PRIVATE KEY-----
            """;

    @Test
    void masksAKeyOfManyLinesAsAWholeWithEitherLineEnd() {
        Masker masker = Secrets.of(List.of(KEY)).masker();
        assertThat(masker.mask("key:\n" + KEY + "end")).isEqualTo("key:\n***\nend");
        assertThat(masker.mask("key:\r\n" + KEY.replace("\n", "\r\n") + "end")).isEqualTo("key:\r\n***\r\nend");
        assertThat(masker.mask("{\"key\":\"" + KEY.replace("\n", "\\n") + "\"}"))
                .isEqualTo("{\"key\":\"***\\n\"}");
    }

    @Test
    void masksItsLongLinesByThemselvesButNotWhatEveryKeyHas() {
        assertThat(Secrets.of(List.of(KEY))
                        .masker()
                        .mask("  MIIEvQIBADANBgkqhkiG9w0B\n  AQC7\n-----BEGIN PRIVATE KEY-----"))
                .isEqualTo("  ***\n  AQC7\n-----BEGIN PRIVATE KEY-----");
    }

    @Test
    void masksWhatIsEncodedForAnAddress() {
        Masker masker = Secrets.of(List.of("p@ss w/rd*é!")).masker();
        assertThat(masker.mask("x=p%40ss+w%2Frd*%C3%A9%21&y")).isEqualTo("x=***&y");
        assertThat(masker.mask("x=p%40ss%20w%2frd%2a%c3%a9%21&y")).isEqualTo("x=***&y");
        assertThat(masker.mask("x=p%40ss%20w%2Frd*%C3%A9!&y")).isEqualTo("x=***&y");
        assertThat(masker.mask("p@ss w/rd*é!")).isEqualTo("***");
    }

    @Test
    void leavesOutWhatIsTooShortAndBlanksAround() {
        assertThat(Secrets.of(List.of("12345", " 12345 ", "")).masker().mask("12345"))
                .isEqualTo("12345");
        assertThat(Secrets.of(List.of(" 123456\n")).masker().mask("<123456>")).isEqualTo("<***>");
        assertThat(Secrets.NONE
                        .and(List.of("secret"))
                        .and(List.of("hidden"))
                        .masker()
                        .mask("secret, hidden"))
                .isEqualTo("***, ***");
    }

    @Test
    void printsNoSecret() {
        assertThat(Secrets.of(List.of("hunter22"))).hasToString("1 secrets");
    }

    @Test
    void findsPasswordsInAddresses() {
        assertThat(UrlCredentials.in("https://ada:pa%40ss+1@example.com/r.git"))
                .containsExactly("pa%40ss+1", "pa@ss+1");
        assertThat(UrlCredentials.in("https://ghp_token@example.com http://other_token:x-oauth-basic@h"))
                .containsExactly("ghp_token", "other_token");
        assertThat(UrlCredentials.in("ssh://git@example.com/r.git git@example.com:r.git /srv/r.git"))
                .isEmpty();
        assertThat(UrlCredentials.in("postgres://app:50%@db")).containsExactly("50%");
    }
}
