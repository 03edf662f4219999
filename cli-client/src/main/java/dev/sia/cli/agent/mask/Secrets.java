package dev.sia.cli.agent.mask;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Values that must not be seen. Prints as how many there are. */
public final class Secrets {
    /** Shorter values are not masked: they turn up by chance, and masking them tells what they are. */
    public static final int SHORTEST = 6;

    /** Nothing is secret. */
    public static final Secrets NONE = new Secrets(Set.of());

    private final Set<String> values;

    private Secrets(Set<String> values) {
        this.values = values;
    }

    /** These, without blanks and line ends around them and without those that are too short. */
    public static Secrets of(Collection<String> values) {
        return NONE.and(values);
    }

    /** These and those. */
    public Secrets and(Collection<String> more) {
        Set<String> all = new LinkedHashSet<>(values);
        more.stream().map(String::strip).filter(value -> !isTooShort(value)).forEach(all::add);
        return new Secrets(Set.copyOf(all));
    }

    /** Whether a value is too short to be masked. */
    public static boolean isTooShort(String value) {
        return value.strip().length() < SHORTEST;
    }

    /** What finds them, in all their forms. */
    public Masker masker() {
        List<byte[]> forms = values.stream()
                .flatMap(value -> SecretForms.of(value).stream())
                .distinct()
                .map(form -> form.getBytes(StandardCharsets.UTF_8))
                .toList();
        return new Masker(forms);
    }

    @Override
    public String toString() {
        return values.size() + " secrets";
    }
}
