package dev.sia.cli.conformance.agent;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an agent is told. Secrets are in files.
 *
 * @param server host and port
 * @param tokenFile the enrolment token, readable by its owner only
 * @param stateDirectory where it keeps its credential
 * @param name what it calls itself
 */
public record AgentAccess(String server, Path tokenFile, Path stateDirectory, String name) {
    /** As environment variables. */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("SIA_SERVER_GRPC", server);
        variables.put("SIA_ENROLMENT_TOKEN_FILE", tokenFile.toString());
        variables.put("SIA_STATE_DIR", stateDirectory.toString());
        variables.put("SIA_AGENT_NAME", name);
        return variables;
    }
}
