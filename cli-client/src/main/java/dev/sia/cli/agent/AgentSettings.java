package dev.sia.cli.agent;

import dev.sia.cli.agent.attempt.WorkSettings;
import dev.sia.cli.agent.session.AgentIdentity;
import dev.sia.cli.agent.session.Secret;
import dev.sia.cli.agent.session.ServerAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that an agent needs to know to run.
 *
 * @param enrolmentToken only used when there is no credential for this server yet
 * @param credentialAge a credential that is older is replaced
 * @param stateDirectory where it keeps its credential and what it works on; one agent at a time
 * @param warnings what the operator should know before anything runs, one sentence each
 */
public record AgentSettings(
        ServerAddress server,
        AgentIdentity identity,
        Optional<Secret> enrolmentToken,
        Duration credentialAge,
        Path stateDirectory,
        WorkSettings work,
        List<String> warnings) {}
