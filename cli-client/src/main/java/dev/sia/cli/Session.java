package dev.sia.cli;

import dev.sia.api.model.Organization;
import dev.sia.cli.output.Output;
import dev.sia.cli.profile.Connection;
import dev.sia.sdk.Agents;
import dev.sia.sdk.ApiKeys;
import dev.sia.sdk.Audit;
import dev.sia.sdk.History;
import dev.sia.sdk.Jobs;
import dev.sia.sdk.Queues;
import dev.sia.sdk.SiaClient;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A client of the chosen server, the organization to work in, and where results go. */
public final class Session implements AutoCloseable {
    private final SiaClient client;
    private final Output output;
    private @Nullable UUID organizationId;

    Session(Connection connection, @Nullable UUID wanted, Output output) {
        this.client = connection.open();
        this.output = output;
        this.organizationId = wanted == null ? connection.organization() : wanted;
    }

    /** The client. */
    public SiaClient client() {
        return client;
    }

    /** Where results go. */
    public Output output() {
        return output;
    }

    /** The jobs of the organization. */
    public Jobs jobs() {
        return client.jobs(organizationId());
    }

    /** The queues of the organization. */
    public Queues queues() {
        return client.queues(organizationId());
    }

    /** What happened in the organization. */
    public History history() {
        return client.history(organizationId());
    }

    /** Who did what in the organization. */
    public Audit audit() {
        return client.audit(organizationId());
    }

    /** The agents of the organization. */
    public Agents agents() {
        return client.agents(organizationId());
    }

    /** The API keys of the organization. */
    public ApiKeys keys() {
        return client.keys(organizationId());
    }

    /** The organization that was named, or the only one that the caller is in. */
    public UUID organizationId() {
        UUID known = organizationId;
        if (known == null) {
            known = only(client.me().getOrganizations());
            organizationId = known;
        }
        return known;
    }

    private static UUID only(List<Organization> organizations) {
        return switch (organizations.size()) {
            case 0 -> throw new CliException(ExitCode.NOT_FOUND, "you are in no organization of this server");
            case 1 -> organizations.getFirst().getId();
            default ->
                throw new CliException(
                        ExitCode.USAGE,
                        "you are in several organizations; name one with --organization or SIA_ORGANIZATION: "
                                + organizations.stream()
                                        .map(it -> it.getId() + " (" + it.getName() + ")")
                                        .collect(Collectors.joining(", ")));
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
