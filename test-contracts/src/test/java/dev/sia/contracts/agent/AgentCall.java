package dev.sia.contracts.agent;

import au.com.dius.pact.core.model.v4.MessageContents;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.ConfirmCredentialRequest;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.RotateCredentialRequest;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.pact.Comparison;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A call by the generated stubs that is expected to be refused without an answer. */
final class AgentCall {
    private static final long PATIENCE_SECONDS = 60;

    private final AgentServiceGrpc.AgentServiceBlockingStub unary;
    private final AgentServiceGrpc.AgentServiceStub streams;

    AgentCall(Channel channel, String credential) {
        unary = AgentServiceGrpc.newBlockingStub(channel).withInterceptors(ScriptedAgent.bearer(credential));
        streams = AgentServiceGrpc.newStub(channel).withInterceptors(ScriptedAgent.bearer(credential));
    }

    /** How a call ends in which this is said. */
    Status refusal(MessageContents request) throws InvalidProtocolBufferException {
        String kind = Comparison.kind(request);
        if (kind.equals(ConnectRequest.getDescriptor().getFullName())) {
            return endOfStream(read(request, ConnectRequest.newBuilder()));
        }
        try {
            Message answer = answer(kind, request);
            throw new AssertionError("Not refused: " + answer);
        } catch (StatusRuntimeException refused) {
            return refused.getStatus();
        }
    }

    private Message answer(String kind, MessageContents request) throws InvalidProtocolBufferException {
        if (kind.equals(EnrolRequest.getDescriptor().getFullName())) {
            return unary.enrol(read(request, EnrolRequest.newBuilder()));
        }
        if (kind.equals(RotateCredentialRequest.getDescriptor().getFullName())) {
            return unary.rotateCredential(read(request, RotateCredentialRequest.newBuilder()));
        }
        return unary.confirmCredential(read(request, ConfirmCredentialRequest.newBuilder()));
    }

    @SuppressWarnings("unchecked")
    private static <M extends Message> M read(MessageContents request, Message.Builder into)
            throws InvalidProtocolBufferException {
        JsonFormat.parser().merge(request.getContents().valueAsString(), into);
        return (M) into.build();
    }

    /** How a stream ends on which nothing is said. */
    Status endOfSilence() {
        return endOfStream();
    }

    private Status endOfStream(ConnectRequest... frames) {
        CompletableFuture<Status> end = new CompletableFuture<>();
        StreamObserver<ConnectRequest> stream = streams.connect(new StreamObserver<>() {
            @Override
            public void onNext(ConnectResponse answer) {
                end.completeExceptionally(new AssertionError("Not refused: " + answer));
            }

            @Override
            public void onError(Throwable thrown) {
                end.complete(Status.fromThrowable(thrown));
            }

            @Override
            public void onCompleted() {
                end.complete(Status.OK);
            }
        });
        for (ConnectRequest frame : frames) {
            stream.onNext(frame);
        }
        return end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
