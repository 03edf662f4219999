package dev.sia.contracts.secret;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A real secret that is looked for where it must not be: as it is, in hexadecimal, and in Base64 wherever it stands in what was
 * encoded.
 *
 * @param name what it is, without giving it away
 * @param forms what to look for
 */
record Canary(String name, List<String> forms) {
    /** Less than that could be anywhere by chance. */
    private static final int LEAST_LENGTH = 16;

    private static final int CONTEXT = 200;

    static Canary of(String name, String secret) {
        if (secret.length() < LEAST_LENGTH) {
            throw new IllegalArgumentException(name + " is too short to be found for certain");
        }
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>(List.of(secret, HexFormat.of().formatHex(bytes)));
        for (int offset = 0; offset < 3; offset++) {
            byte[] shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // Characters that do not depend on the bytes before and behind.
            String sure = encoded.substring((offset * 8 + 5) / 6, shifted.length * 8 / 6);
            forms.add(sure);
            forms.add(sure.replace('+', '-').replace('/', '_'));
        }
        return new Canary(name, List.copyOf(forms));
    }

    boolean isIn(String text) {
        return forms.stream().anyMatch(text::contains);
    }

    /** Where it is first, itself left out. */
    String surroundings(String text) {
        return forms.stream()
                .filter(text::contains)
                .findFirst()
                .map(form -> text.substring(
                                Math.max(0, text.indexOf(form) - CONTEXT),
                                Math.min(text.length(), text.indexOf(form) + form.length() + CONTEXT))
                        .replace(form, "***"))
                .orElse("");
    }

    @Override
    public String toString() {
        return name;
    }
}
