package dev.sia.cli.agent.attempt;

import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The environment of an attempt's commands: what settings let through of the agent's own, and the job in {@code SIA_*}
 * variables. Never the agent's credential.
 */
final class CommandEnvironment {
    /** Linux takes at most 128 KiB per variable; a longer prompt is only in the file. */
    private static final int MAX_VARIABLE_BYTES = 120 * 1024;

    private static final String GIT_PROTOCOLS = "file:git:http:https:ssh";

    private final Map<String, String> common;

    private CommandEnvironment(Map<String, String> common) {
        this.common = common;
    }

    /** Files outside the workspace that commands may read. */
    record Files(Path prompt, Path hints) {}

    static CommandEnvironment of(Offer offer, Path workspace, Files files, Map<String, String> inherited)
            throws IOException {
        String prompt = offer.getJob().getPrompt().replace('\0', '\uFFFD');
        java.nio.file.Files.writeString(files.prompt(), prompt);
        Map<String, String> common = new HashMap<>(inherited);
        common.put("SIA_JOB_ID", offer.getJobId());
        common.put("SIA_ATTEMPT", Integer.toString(offer.getAttemptNumber()));
        common.put("SIA_WORKSPACE", workspace.toString());
        common.put("SIA_BRANCH", offer.getJob().getWorkBranch());
        common.put("SIA_BASE_BRANCH", offer.getJob().getBaseBranch());
        common.put("SIA_PROMPT_FILE", files.prompt().toString());
        common.put("SIA_HINTS_FILE", files.hints().toString());
        if (prompt.getBytes(StandardCharsets.UTF_8).length <= MAX_VARIABLE_BYTES) {
            common.put("SIA_PROMPT", prompt);
        }
        common.put("GIT_TERMINAL_PROMPT", "0");
        // A workspace whose .git was removed must not turn into part of a repository around it.
        common.put(
                "GIT_CEILING_DIRECTORIES",
                workspace.resolveSibling("").toAbsolutePath().toString());
        return new CommandEnvironment(Map.copyOf(common));
    }

    /** For a configured command. */
    Map<String, String> forCommand(Step step) {
        Map<String, String> environment = new HashMap<>(common);
        environment.put("SIA_STEP", name(step));
        return environment;
    }

    /** For git as the agent itself runs it: no unusual transports, and answers in English. */
    Map<String, String> forGit(Step step) {
        Map<String, String> environment = forCommand(step);
        environment.put("GIT_ALLOW_PROTOCOL", GIT_PROTOCOLS);
        environment.put("LC_ALL", "C");
        environment.remove("LANGUAGE");
        return environment;
    }

    /** The step in lower case, as people and commands see it. */
    static String name(Step step) {
        return step.name().substring("STEP_".length()).toLowerCase(Locale.ROOT);
    }
}
