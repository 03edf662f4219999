package dev.sia.cli.bench.dispatch;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sia.api.agent.v1.Offer;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.agent.session.Enrolment;
import dev.sia.cli.agent.session.Secret;
import dev.sia.cli.agent.session.ServerAddress;
import dev.sia.cli.agent.session.WireLogging;
import dev.sia.sdk.Agents;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/** Light agents of one server, each over a connection of its own as long as the system allows so many. */
final class AgentFleet implements AutoCloseable {
    private static final int EVENT_LOOPS = 2;
    private static final int ENROLLING_AT_ONCE = 16;
    private static final int ATTACHING_AT_ONCE = 64;
    private static final int MOST_USES_OF_A_TOKEN = 1_000;
    /** What a process needs besides the connections of agents. */
    private static final int OTHER_DESCRIPTORS = 1_000;

    private final ServerAddress server;
    private final EventLoopGroup loops = new NioEventLoopGroup(EVENT_LOOPS, new DefaultThreadFactory("agents", true));
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("agents-later").factory());
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<LightAgent> agents = new ArrayList<>();
    private final AtomicInteger attached = new AtomicInteger();
    private final ConcurrentLinkedQueue<Long> attachTimes = new ConcurrentLinkedQueue<>();
    private final Semaphore attaching = new Semaphore(ATTACHING_AT_ONCE);
    private final LightAgent.Listener listener;
    private int agentsPerConnection = 1;

    /**
     * A fleet without agents.
     *
     * @param offers hears of every offer and its time by {@link System#nanoTime}
     * @param results hears of every result that is stored, by attempt id
     */
    AgentFleet(String grpcTarget, ObjLongConsumer<Offer> offers, Consumer<String> results) {
        WireLogging.silence();
        this.server = ServerAddress.parse(grpcTarget, false, Optional.empty());
        this.listener = new Ears(offers, results);
    }

    private final class Ears implements LightAgent.Listener {
        private final ObjLongConsumer<Offer> offers;
        private final Consumer<String> results;

        private Ears(ObjLongConsumer<Offer> offers, Consumer<String> results) {
            this.offers = offers;
            this.results = results;
        }

        @Override
        public void attached() {
            attachTimes.add(System.nanoTime());
            attached.incrementAndGet();
            attaching.release();
        }

        @Override
        public void lost() {
            attached.decrementAndGet();
        }

        @Override
        public void offered(Offer offer, long nanos) {
            offers.accept(offer, nanos);
        }

        @Override
        public void stored(String attemptId) {
            results.accept(attemptId);
        }
    }

    /** Adds agents with credentials of their own and waits until all have a session. */
    void join(Agents people, int count, Duration within) throws InterruptedException {
        agentsPerConnection = Math.ceilDiv(count, Math.min(count, mostConnections()));
        List<Secret> credentials = enrol(people, count);
        long deadline = System.nanoTime() + within.toNanos();
        for (Secret credential : credentials) {
            if (agents.size() % agentsPerConnection == 0) {
                channels.add(channel());
            }
            LightAgent agent = new LightAgent(channels.getLast(), credential, listener, later);
            agents.add(agent);
            if (!attaching.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw late(count);
            }
            agent.connect();
        }
        if (!awaitAll(within)) {
            throw late(count);
        }
    }

    private CliException late(int count) {
        return new CliException(
                ExitCode.FAILED, "only " + attached.get() + " of " + count + " agents got a session in time");
    }

    private static int mostConnections() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? (int) Math.max(1, Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount()) - OTHER_DESCRIPTORS)
                : Integer.MAX_VALUE;
    }

    /** How many agents share a connection: 1 where the limit of open files allows it. */
    int agentsPerConnection() {
        return agentsPerConnection;
    }

    private List<Secret> enrol(Agents people, int count) throws InterruptedException {
        ManagedChannel channel = channel();
        List<Future<Secret>> pending = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(
                ENROLLING_AT_ONCE, Thread.ofVirtual().factory())) {
            for (int first = 0; first < count; first += MOST_USES_OF_A_TOKEN) {
                int uses = Math.min(MOST_USES_OF_A_TOKEN, count - first);
                Secret token = new Secret(
                        people.createEnrolmentToken(Duration.ofHours(1), uses).getToken());
                for (int i = 0; i < uses; i++) {
                    String name = "bench-" + (first + i);
                    pending.add(executor.submit(
                            () -> Enrolment.enrol(channel, server, name, token).secret()));
                }
            }
        } finally {
            channel.shutdownNow();
        }
        List<Secret> credentials = new ArrayList<>();
        for (Future<Secret> each : pending) {
            try {
                credentials.add(each.get());
            } catch (ExecutionException failed) {
                throw new CliException(ExitCode.FAILED, "an agent cannot enrol: " + failed.getCause(), failed);
            }
        }
        return credentials;
    }

    private ManagedChannel channel() {
        return NettyChannelBuilder.forAddress(server.host(), server.port())
                .usePlaintext()
                .eventLoopGroup(loops)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .build();
    }

    /** Waits until every agent has a session. */
    boolean awaitAll(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (attached.get() < agents.size()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    /** Agents with a session. */
    int attached() {
        return attached.get();
    }

    /** When sessions began, by {@link System#nanoTime}, since the last call. */
    long[] takeAttachTimes() {
        List<Long> times = new ArrayList<>();
        for (Long time = attachTimes.poll(); time != null; time = attachTimes.poll()) {
            times.add(time);
        }
        return times.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    @Override
    public void close() {
        later.shutdownNow();
        agents.forEach(LightAgent::close);
        channels.forEach(ManagedChannel::shutdownNow);
        var unused = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }
}
