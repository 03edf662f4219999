package dev.sia.server.grpc;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.ConfirmCredentialRequest;
import dev.sia.api.agent.v1.ConfirmCredentialResponse;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.api.agent.v1.RotateCredentialRequest;
import dev.sia.api.agent.v1.RotateCredentialResponse;
import dev.sia.server.attempt.AgentHeartbeats;
import dev.sia.server.attempt.AgentSessions;
import dev.sia.server.attempt.AttemptLogs;
import dev.sia.server.attempt.AttemptReports;
import dev.sia.server.event.Origin;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service of the contract. Who calls is told by the token in the metadata alone. */
public final class AgentGrpc extends AgentServiceGrpc.AgentServiceImplBase {
    private static final Logger log = LoggerFactory.getLogger(AgentGrpc.class);

    private final AgentAccess access;
    private final AgentSessions sessions;
    private final AgentHeartbeats heartbeats;
    private final AttemptFrames frames;
    private final AgentStreams streams;
    private final SessionTerms terms;

    public AgentGrpc(
            AgentAccess access,
            AgentSessions sessions,
            AgentHeartbeats heartbeats,
            AttemptReports reports,
            AttemptLogs logs,
            AgentStreams streams,
            SessionTerms terms) {
        this.access = access;
        this.sessions = sessions;
        this.heartbeats = heartbeats;
        this.frames = new AttemptFrames(reports, logs, terms.logLimits());
        this.streams = streams;
        this.terms = terms;
    }

    @Override
    public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> response) {
        answer(response, (token, origin) -> {
            String name = AgentFrames.agentName(request.getName());
            return AgentProto.enrolled(access.enrol(token, name, origin));
        });
    }

    @Override
    public void rotateCredential(RotateCredentialRequest request, StreamObserver<RotateCredentialResponse> response) {
        answer(
                response,
                (credential, origin) -> RotateCredentialResponse.newBuilder()
                        .setCredential(access.rotate(credential, origin).credential())
                        .build());
    }

    @Override
    public void confirmCredential(
            ConfirmCredentialRequest request, StreamObserver<ConfirmCredentialResponse> response) {
        answer(response, (credential, origin) -> {
            access.authenticate(credential, origin);
            return ConfirmCredentialResponse.getDefaultInstance();
        });
    }

    /** Answers a unary call, a few at a time. */
    private <T> void answer(StreamObserver<T> response, BiFunction<String, Origin, T> act) {
        try {
            String token = BearerTokens.current();
            Origin origin = CallOrigins.current();
            response.onNext(streams.admit(() -> act.apply(token, origin)));
            response.onCompleted();
        } catch (RuntimeException thrown) {
            response.onError(GrpcErrors.status(thrown).asRuntimeException());
        }
    }

    @Override
    public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> response) {
        try {
            String credential = BearerTokens.current();
            Origin origin = CallOrigins.current();
            AgentCaller agent = streams.admit(() -> access.authenticate(credential, origin));
            // What gRPC hands to a method is always one of these.
            var call = (ServerCallStreamObserver<ConnectResponse>) response;
            AgentStream stream = new AgentStream(agent, sessions, heartbeats, frames, streams, terms, call);
            stream.start();
            return stream;
        } catch (RuntimeException thrown) {
            response.onError(GrpcErrors.status(thrown).asRuntimeException());
            return new Refused();
        }
    }

    /** The node stops: from now on nobody gives anything to the agents that are connected to it. */
    void disconnectAll() {
        try {
            sessions.disconnectAllOf(terms.nodeId(), "the server stopped");
        } catch (RuntimeException failure) {
            log.warn("It could not be stored that the agents are disconnected; the next start sees to it", failure);
        }
    }

    /** Takes no notice of what still comes on a call that was refused. */
    private static final class Refused implements StreamObserver<ConnectRequest> {
        @Override
        public void onNext(ConnectRequest frame) {}

        @Override
        public void onError(Throwable thrown) {}

        @Override
        public void onCompleted() {}
    }
}
