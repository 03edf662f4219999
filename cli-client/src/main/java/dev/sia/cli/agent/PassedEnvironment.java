package dev.sia.cli.agent;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses what commands see of the agent's own environment: enough to find programs, the home directory and git's
 * configuration, and what the operator names. An agent's environment may hold secrets that no job should see.
 */
final class PassedEnvironment {
    private static final List<String> ALWAYS = List.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "LANG",
            "LANGUAGE",
            "LC_*",
            "TZ",
            "TERM",
            "TMPDIR",
            "XDG_*",
            "SSH_AUTH_SOCK",
            "SSH_AGENT_PID",
            "GIT_SSH",
            "GIT_SSH_COMMAND",
            "GIT_CONFIG_GLOBAL",
            "GIT_CONFIG_SYSTEM",
            "GIT_CONFIG_NOSYSTEM",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            "all_proxy",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "ALL_PROXY",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "JAVA_HOME");

    private PassedEnvironment() {}

    /** Patterns are names in which {@code *} stands for anything. The agent's own {@code SIA_} variables never pass. */
    static Map<String, String> choose(Map<String, String> environment, List<String> patterns) {
        Pattern names = names(Stream.concat(ALWAYS.stream(), patterns.stream()).toList());
        Map<String, String> chosen = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (!name.startsWith("SIA_") && names.matcher(name).matches()) {
                chosen.put(name, value);
            }
        });
        return chosen;
    }

    /** Matches the names that any of the patterns stands for. */
    static Pattern names(List<String> patterns) {
        return Pattern.compile(patterns.stream()
                .map(pattern -> Pattern.quote(pattern).replace("*", "\\E.*\\Q"))
                .collect(Collectors.joining("|")));
    }
}
