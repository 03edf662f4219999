package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.EnrolResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnaryDeadlinesTest {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final CompletableFuture<StreamObserver<EnrolResponse>> asked = new CompletableFuture<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private @Nullable Server server;
    private ManagedChannel channel;

    private void start(Duration patience) throws IOException {
        timer.setRemoveOnCancelPolicy(true);
        server = InProcessServerBuilder.forName("deadlines")
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .addService(new AgentServiceGrpc.AgentServiceImplBase() {
                    @Override
                    public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> response) {
                        asked.complete(response);
                    }
                })
                .intercept(new UnaryDeadlines(timer, patience))
                .build()
                .start();
    }

    @BeforeEach
    void connect() {
        channel = InProcessChannelBuilder.forName("deadlines").build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        if (server != null) {
            server.shutdownNow();
        }
        timer.shutdownNow();
    }

    private ClientCall<EnrolRequest, EnrolResponse> call() {
        ClientCall<EnrolRequest, EnrolResponse> call =
                channel.newCall(AgentServiceGrpc.getEnrolMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                new Metadata());
        call.request(1);
        return call;
    }

    @Test
    void endACallWhoseRequestDoesNotCome() throws Exception {
        start(Duration.ofMillis(50));
        call();

        assertThat(ended.get().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(asked).isNotDone();
    }

    @Test
    void doNotCountTheTimeThatAnAnswerTakes() throws Exception {
        start(Duration.ofMinutes(5));
        ClientCall<EnrolRequest, EnrolResponse> call = call();
        await().until(() -> timer.getQueue().size() == 1);
        call.sendMessage(EnrolRequest.getDefaultInstance());
        call.halfClose();

        StreamObserver<EnrolResponse> response = asked.get();
        assertThat(timer.getQueue()).isEmpty();
        response.onNext(EnrolResponse.getDefaultInstance());
        response.onCompleted();
        assertThat(ended.get().isOk()).isTrue();
    }

    @Test
    void forgetACallThatIsBrokenOff() throws Exception {
        start(Duration.ofMinutes(5));
        ClientCall<EnrolRequest, EnrolResponse> call = call();
        await().until(() -> timer.getQueue().size() == 1);

        call.cancel("enough", null);

        await().until(() -> timer.getQueue().isEmpty());
    }
}
