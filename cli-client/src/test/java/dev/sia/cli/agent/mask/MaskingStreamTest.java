package dev.sia.cli.agent.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingStreamTest {
    @Test
    void replacesASecretWhereverItStands() {
        assertThat(mask("s3cret", "s3cret in front, s3cret inside and at the end: s3cret"))
                .isEqualTo("*** in front, *** inside and at the end: ***");
        assertThat(mask("s3cret", "no s3cre t here")).isEqualTo("no s3cre t here");
        assertThat(mask("s3cret", "")).isEmpty();
    }

    @Test
    void makesOneOfSecretsThatOverlapOrTouchOrHoldEachOther() {
        assertThat(mask(List.of("abcab"), "-abcabcab-")).isEqualTo("-***-");
        assertThat(mask(List.of("abcdef", "defghi"), "-abcdefghi-abcdef-defghi-"))
                .isEqualTo("-***-***-***-");
        assertThat(mask(List.of("abc", "xabcy"), "xabcy xabcz")).isEqualTo("*** x***z");
        assertThat(mask(List.of("abc"), "abcabc abc")).isEqualTo("*** ***");
        assertThat(mask(List.of("abcdefgh", "cd"), "abcdefg!")).isEqualTo("ab***efg!");
    }

    @Test
    void showsWhatOnlyBeganLikeASecretWhenTheStreamEnds() throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        MaskingStream stream = stream(List.of("password1"), shown);
        write(stream, "my passwo");
        assertThat(shown).hasToString("my ");
        stream.end();
        assertThat(shown).hasToString("my passwo");
    }

    @Test
    void holdsBackNothingButTheBeginningOfASecret() throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        MaskingStream stream = stream(List.of("password1"), shown);
        write(stream, "pass me the salt");
        assertThat(shown).hasToString("pass me the salt");
        write(stream, ", password1");
        assertThat(shown).as("a whole secret that cannot grow").hasToString("pass me the salt, ***");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void givesTheSameWhereverItIsCut(int seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < 150; round++) {
            List<String> secrets = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                secrets.add(letters(random, 2 + random.nextInt(5)));
            }
            String text = letters(random, 60);
            String expected = plainly(secrets, text);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (int cut = 0; cut <= bytes.length; cut++) {
                assertThat(inPieces(secrets, bytes, cut, bytes.length - cut))
                        .as("%s in %s cut at %d", secrets, text, cut)
                        .isEqualTo(expected);
            }
            int[] single = new int[bytes.length];
            Arrays.fill(single, 1);
            assertThat(inPieces(secrets, bytes, single))
                    .as("%s in %s byte by byte", secrets, text)
                    .isEqualTo(expected);
        }
    }

    @Test
    void takesMoreThanItsBufferAtOnceAndBytesOfAllKinds() throws IOException {
        byte[] noise = new byte[100_000];
        new Random(3).nextBytes(noise);
        byte[] secret = "top secret".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(secret, 0, noise, 50_000, secret.length);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.write(noise, 0, 50_000);
        expected.writeBytes("***".getBytes(StandardCharsets.UTF_8));
        expected.write(noise, 50_000 + secret.length, noise.length - 50_000 - secret.length);
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        MaskingStream stream = stream(List.of("top secret", "another"), shown);
        stream.write(noise, noise.length);
        stream.end();
        assertThat(shown.toByteArray()).isEqualTo(expected.toByteArray());
    }

    /** What must come out, found in the simplest way: every run of bytes that belongs to any secret becomes three stars. */
    private static String plainly(List<String> secrets, String text) {
        boolean[] hidden = new boolean[text.length()];
        for (String secret : secrets) {
            for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
                Arrays.fill(hidden, at, at + secret.length(), true);
            }
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < hidden.length; i++) {
            if (!hidden[i]) {
                shown.append(text.charAt(i));
            } else if (i == 0 || !hidden[i - 1]) {
                shown.append("***");
            }
        }
        return shown.toString();
    }

    /** Of three letters, so that secrets overlap often. */
    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("abc".charAt(random.nextInt(3)));
        }
        return text.toString();
    }

    private static String mask(String secret, String text) {
        return mask(List.of(secret), text);
    }

    private static String mask(List<String> secrets, String text) {
        return masker(secrets).mask(text);
    }

    private static String inPieces(List<String> secrets, byte[] bytes, int... lengths) throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        MaskingStream stream = stream(secrets, shown);
        int at = 0;
        for (int length : lengths) {
            stream.write(Arrays.copyOfRange(bytes, at, at + length), length);
            at += length;
        }
        stream.end();
        return shown.toString(StandardCharsets.UTF_8);
    }

    private static MaskingStream stream(List<String> secrets, ByteArrayOutputStream shown) {
        return new MaskingStream(masker(secrets), (bytes, length) -> shown.write(bytes, 0, length));
    }

    private static Masker masker(List<String> secrets) {
        return new Masker(secrets.stream()
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    private static void write(MaskingStream stream, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.write(bytes, bytes.length);
    }
}
