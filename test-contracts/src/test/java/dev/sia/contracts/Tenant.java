package dev.sia.contracts;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Event;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.Repository;
import dev.sia.contracts.node.Node;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.live.EventOptions;
import dev.sia.sdk.live.EventRecord;
import dev.sia.sdk.live.LiveEvents;
import dev.sia.server.identity.Role;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/** An organization on a server with what a test made in it, all through the public surfaces. Closing disconnects its agents. */
public final class Tenant implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Node server;
    private final UUID organizationId;
    private final SiaClient owner;
    private final ManagedChannel channel;
    private final List<ScriptedAgent> agents = new ArrayList<>();

    /** An organization as this node shows it. */
    public Tenant(Node server, UUID organizationId) {
        this.server = server;
        this.organizationId = organizationId;
        this.owner = SiaClient.builder()
                .baseUrl(server.addresses().httpUrl())
                .token(() -> token(Role.OWNER))
                .build();
        this.channel = NettyChannelBuilder.forTarget(server.addresses().grpcTarget())
                .usePlaintext()
                .build();
        // The server hears of an organization by the first call in it.
        owner.organizations().get(organizationId);
    }

    public UUID organizationId() {
        return organizationId;
    }

    /** The server that this organization is seen through. */
    public Node server() {
        return server;
    }

    /** A client of its owner. */
    public SiaClient owner() {
        return owner;
    }

    /** A token of a user with this role. */
    public String token(Role role) {
        return server.token(organizationId, role);
    }

    /** Queues a job whose repository nobody needs to have. */
    public Job job() {
        return owner.jobs(organizationId)
                .create(new CreateJobRequest()
                        .title("Add --json to export")
                        .prompt("Add a --json flag to the export command, with tests.")
                        .repository(new Repository()
                                .url("https://git.example.com/acme/exporter.git")
                                .baseBranch("main"))
                        .labels(List.of("linux")));
    }

    /** The job as it is now. */
    public Job job(UUID jobId) {
        return owner.jobs(organizationId).get(jobId);
    }

    /** Waits until a job has a status. */
    public Job awaitStatus(UUID jobId, JobStatus status) {
        return Awaitility.await("job " + status)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> job(jobId), job -> job.getStatus() == status);
    }

    /** All events of a job so far, in order. */
    public List<Event> events(UUID jobId) {
        List<Event> events = new ArrayList<>();
        try (LiveEvents live =
                owner.live().events(organizationId, EventOptions.job(jobId).after(0))) {
            for (EventRecord record : live) {
                switch (record) {
                    case EventRecord.Happened(Event event) -> events.add(event);
                    case EventRecord.CaughtUp _ -> {
                        return events;
                    }
                    case EventRecord.Reconnected _ -> {}
                }
            }
        }
        throw new AssertionError("The stream of events ended");
    }

    /** A ticket for one live session. */
    public String liveTicket() {
        return owner.live().createTicket(organizationId).getTicket();
    }

    /** A token to enrol one agent with. */
    public String enrolmentToken() {
        return owner.agents(organizationId)
                .createEnrolmentToken(Duration.ofHours(1), 1)
                .getToken();
    }

    /** Enrols an agent. */
    public EnrolResponse enrol(String name) {
        return enrol(name, enrolmentToken());
    }

    /** The same with a token that is there already. */
    public EnrolResponse enrol(String name, String enrolmentToken) {
        return AgentServiceGrpc.newBlockingStub(channel)
                .withInterceptors(ScriptedAgent.bearer(enrolmentToken))
                .enrol(EnrolRequest.newBuilder().setName(name).build());
    }

    /** Opens a stream of an agent; nothing is said on it yet. */
    public ScriptedAgent connect(String credential) {
        ScriptedAgent agent = new ScriptedAgent(channel, credential);
        agents.add(agent);
        return agent;
    }

    /** A new agent with the label linux, attached, with room for two attempts. */
    public ScriptedAgent agent() {
        return agent(2);
    }

    /** The same with room for so many attempts. */
    public ScriptedAgent agent(int capacity) {
        ScriptedAgent agent = connect(enrol("build-box-1").getCredential());
        agent.attach(capacity);
        return agent;
    }

    /** The gRPC port. */
    public ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        agents.forEach(ScriptedAgent::close);
        channel.shutdownNow();
        owner.close();
    }
}
