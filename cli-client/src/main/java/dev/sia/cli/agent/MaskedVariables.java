package dev.sia.cli.agent;

import dev.sia.cli.agent.mask.Secrets;
import dev.sia.cli.agent.mask.UrlCredentials;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What must not be seen of the agent's environment: variables that the operator names, those that commands get and whose name looks
 * secret, and passwords in addresses that commands get, such as a proxy's.
 *
 * @param secrets the values to mask
 * @param warnings what the operator should know, one sentence each
 */
record MaskedVariables(Secrets secrets, List<String> warnings) {
    private static final Pattern LOOKS_SECRET = Pattern.compile(
            ".*(SECRET|PASSWORD|PASSWD|PASSPHRASE).*|(.*_)?(TOKEN|CREDENTIALS?|PAT|PASS|PWD|AUTH|(API)?KEY)",
            Pattern.CASE_INSENSITIVE);

    /** Names of files and places, not secrets themselves. */
    private static final Pattern PLACE = Pattern.compile(".*_(FILE|PATH|DIR|URL|URI)", Pattern.CASE_INSENSITIVE);

    /**
     * Chooses them.
     *
     * @param environment the agent's own
     * @param passed what of it commands get
     * @param named the operator's names, in which {@code *} stands for anything
     */
    static MaskedVariables choose(Map<String, String> environment, Map<String, String> passed, List<String> named) {
        Set<String> names = new LinkedHashSet<>();
        List<String> warnings = new ArrayList<>();
        for (String pattern : named) {
            List<String> found = matching(environment, pattern);
            if (found.isEmpty()) {
                warnings.add("--mask-env " + pattern + ": there is no such variable, so nothing is masked for it");
            }
            names.addAll(found);
        }
        passed.keySet().stream().filter(MaskedVariables::looksSecret).sorted().forEach(names::add);
        Set<String> values = new LinkedHashSet<>();
        for (String name : names) {
            String value = environment.getOrDefault(name, "");
            if (value.isBlank() || !Secrets.isTooShort(value)) {
                values.add(value);
            } else {
                warnings.add("The value of " + name + " is not masked: it has fewer than " + Secrets.SHORTEST
                        + " characters");
            }
        }
        passed.values().forEach(value -> values.addAll(UrlCredentials.in(value)));
        return new MaskedVariables(Secrets.of(values), List.copyOf(warnings));
    }

    private static boolean looksSecret(String name) {
        return LOOKS_SECRET.matcher(name).matches() && !PLACE.matcher(name).matches();
    }

    private static List<String> matching(Map<String, String> environment, String pattern) {
        Pattern names = PassedEnvironment.names(List.of(pattern));
        return environment.keySet().stream()
                .filter(name -> names.matcher(name).matches())
                .sorted()
                .toList();
    }
}
