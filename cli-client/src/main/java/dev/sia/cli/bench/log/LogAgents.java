package dev.sia.cli.bench.log;

import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Repository;
import dev.sia.cli.agent.session.Enrolment;
import dev.sia.cli.agent.session.Secret;
import dev.sia.cli.agent.session.ServerAddress;
import dev.sia.cli.agent.session.WireLogging;
import dev.sia.cli.bench.BenchServer;
import dev.sia.sdk.SiaClient;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Agents that write logs, each over a connection of its own, each with a job. */
public final class LogAgents implements AutoCloseable {
    private static final int EVENT_LOOPS = 2;
    private static final int LINES_IN_A_BATCH = 1_000;
    private static final Duration JOB_WITHIN = Duration.ofSeconds(60);

    private final BenchServer server;
    private final ServerAddress address;
    private final SiaClient client;
    private final UUID organization;
    private final EventLoopGroup loops = new NioEventLoopGroup(EVENT_LOOPS, new DefaultThreadFactory("agents", true));
    private final List<LogAgent> agents = new ArrayList<>();

    public LogAgents(BenchServer server) {
        WireLogging.silence();
        this.server = server;
        this.address = ServerAddress.parse(server.address().grpcTarget(), false, Optional.empty());
        this.client = server.client();
        this.organization = server.organization();
    }

    /** An agent and the job that it runs. */
    public record Running(LogAgent agent, UUID job) {}

    /** Adds agents and waits until each has a job. */
    public List<Running> add(int count) throws InterruptedException {
        Secret token = new Secret(client.agents(organization)
                .createEnrolmentToken(Duration.ofHours(1), count)
                .getToken());
        List<LogAgent> added = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            ManagedChannel channel = channel();
            LogAgent agent = new LogAgent(channel, SampleLines.of(LINES_IN_A_BATCH, agents.size()));
            agents.add(agent);
            added.add(agent);
            agent.connect(Enrolment.enrol(channel, address, "bench-" + agents.size(), token)
                    .secret());
        }
        for (int index = 0; index < count; index++) {
            client.jobs(organization).create(job());
        }
        List<Running> running = new ArrayList<>();
        for (LogAgent agent : added) {
            running.add(new Running(agent, agent.awaitJob(JOB_WITHIN)));
        }
        return running;
    }

    private static CreateJobRequest job() {
        return new CreateJobRequest()
                .prompt("Write a log.")
                .repository(new Repository()
                        .url("https://git.example.com/acme/exporter.git")
                        .baseBranch("main"));
    }

    private ManagedChannel channel() {
        return NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .eventLoopGroup(loops)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .build();
    }

    SiaClient client() {
        return client;
    }

    UUID organization() {
        return organization;
    }

    BenchServer server() {
        return server;
    }

    @Override
    public void close() {
        agents.forEach(LogAgent::close);
        var unused = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        client.close();
    }
}
