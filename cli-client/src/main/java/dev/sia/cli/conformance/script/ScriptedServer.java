package dev.sia.cli.conformance.script;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.ConfirmCredentialRequest;
import dev.sia.api.agent.v1.ConfirmCredentialResponse;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.RotateCredentialRequest;
import dev.sia.api.agent.v1.RotateCredentialResponse;
import dev.sia.cli.conformance.script.Event.What;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** SIA's side for one agent: keeps to the protocol, except where its switches say otherwise, and writes down what comes. */
public final class ScriptedServer extends AgentServiceGrpc.AgentServiceImplBase implements AutoCloseable {
    static final String AGENT_ID = "0198f0c4-7d1e-7a52-9c3b-000000000001";
    private static final String ORGANIZATION_ID = "0198f0c4-7d1e-7a52-9c3b-000000000002";
    private static final int LONGEST_NAME = 100;
    private static final Duration PORT_PATIENCE = Duration.ofSeconds(20);
    private static final Duration PORT_PAUSE = Duration.ofMillis(100);

    private final Transcript transcript = new Transcript();
    private final Switches switches = new Switches();
    private final Credentials credentials = new Credentials();
    private final Leases leases = new Leases(ServerStream.LIMITS);
    private final List<ServerStream> streams = new CopyOnWriteArrayList<>();
    private final Heartbeats heartbeats = Heartbeats.start(streams, switches);
    private final InetSocketAddress address;
    private Server server;

    private ScriptedServer(InetSocketAddress wanted) throws IOException {
        server = listen(wanted);
        address = new InetSocketAddress(wanted.getAddress(), server.getPort());
    }

    /** Listens at an address; any free port for 0. */
    public static ScriptedServer start(InetSocketAddress wanted) throws IOException {
        return new ScriptedServer(wanted);
    }

    /** What the agent is to connect to. */
    public String target() {
        return address.getHostString() + ':' + address.getPort();
    }

    /** The one-time token. */
    public String token() {
        return credentials.token();
    }

    /** What the agent did. */
    public Transcript transcript() {
        return transcript;
    }

    /** What goes wrong. */
    public Switches switches() {
        return switches;
    }

    /** The agent's streams, the last one last. */
    public List<ServerStream> streams() {
        return List.copyOf(streams);
    }

    /** The log of an attempt. */
    public ReceivedLog log(String attemptId) {
        return leases.log(attemptId);
    }

    /** Offers an attempt; its lease is live from now on. */
    public void offer(ServerStream stream, Offer offer) {
        leases.offered(offer.getAttemptId(), offer.getLease());
        stream.send(ConnectResponse.newBuilder().setOffer(offer));
    }

    /** The attempt is somebody else's from now on; the agent is not told. */
    public void takeAway(String attemptId) {
        leases.lost(attemptId);
    }

    /** The credential is good for nothing any longer: ends what is there with UNAUTHENTICATED. */
    public void revoke() {
        credentials.revoke();
        streams.forEach(
                stream -> stream.end(Status.UNAUTHENTICATED.withDescription("The agent's credential was revoked.")));
    }

    /** Is gone without a word, and comes back at the same address. */
    public void breakConnections() throws IOException, InterruptedException {
        stop();
        server = listenAgain();
    }

    /** Somebody's outgoing connection may have got the port meanwhile. */
    private Server listenAgain() throws IOException, InterruptedException {
        long until = System.nanoTime() + PORT_PATIENCE.toNanos();
        while (true) {
            try {
                return listen(address);
            } catch (IOException taken) {
                if (System.nanoTime() - until > 0) {
                    throw taken;
                }
                Thread.sleep(PORT_PAUSE);
            }
        }
    }

    private Server listen(InetSocketAddress where) throws IOException {
        return NettyServerBuilder.forAddress(where)
                .addService(this)
                .intercept(new AuthorizationReader())
                .build()
                .start();
    }

    @Override
    public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> responses) {
        String credential = credentials.enrol(AuthorizationReader.current());
        boolean named = !request.getName().isBlank()
                && request.getName().codePointCount(0, request.getName().length()) <= LONGEST_NAME;
        transcript.add(0, What.ENROL, credential.isEmpty() ? "refused" : named ? "" : "name not valid");
        if (credential.isEmpty()) {
            refuse(responses, "The enrolment token is unknown or used up.");
            return;
        }
        responses.onNext(EnrolResponse.newBuilder()
                .setAgentId(AGENT_ID)
                .setOrganizationId(ORGANIZATION_ID)
                .setCredential(credential)
                .build());
        responses.onCompleted();
    }

    @Override
    public void rotateCredential(RotateCredentialRequest request, StreamObserver<RotateCredentialResponse> responses) {
        transcript.add(0, What.ROTATE, "");
        if (credentials.accept(AuthorizationReader.current())) {
            responses.onNext(RotateCredentialResponse.newBuilder()
                    .setCredential(credentials.rotate())
                    .build());
            responses.onCompleted();
        } else {
            refuse(responses, "The credential is not known.");
        }
    }

    @Override
    public void confirmCredential(
            ConfirmCredentialRequest request, StreamObserver<ConfirmCredentialResponse> responses) {
        transcript.add(0, What.ROTATE, "");
        if (credentials.accept(AuthorizationReader.current())) {
            responses.onNext(ConfirmCredentialResponse.getDefaultInstance());
            responses.onCompleted();
        } else {
            refuse(responses, "The credential is not known.");
        }
    }

    @Override
    public synchronized StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> responses) {
        if (transcript.flood().isPresent()) {
            // Not kept: an agent may flood with streams, too.
            ServerStream refused = new ServerStream(0, responses, transcript, switches, leases);
            refused.end(ServerStream.FLOOD);
            return refused;
        }
        ServerStream stream = new ServerStream(streams.size() + 1, responses, transcript, switches, leases);
        boolean known = credentials.accept(AuthorizationReader.current());
        // Decided before it is written down: the rule may let streams in as soon as it sees this one.
        Optional<Status> refusal = switches.refusesStreams();
        if (known) {
            streams.forEach(older -> older.end(Status.ABORTED.withDescription("A newer session took over.")));
        }
        streams.add(stream);
        transcript.add(stream.number(), What.OPEN, known ? "" : "credential not known");
        if (!known) {
            stream.end(Status.UNAUTHENTICATED.withDescription("The credential is unknown or revoked."));
        } else {
            refusal.ifPresent(stream::end);
        }
        return stream;
    }

    private static void refuse(StreamObserver<?> responses, String why) {
        responses.onError(Status.UNAUTHENTICATED.withDescription(why).asRuntimeException());
    }

    private void stop() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination(5, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        heartbeats.close();
        stop();
    }
}
