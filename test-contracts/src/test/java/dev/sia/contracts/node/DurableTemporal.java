package dev.sia.contracts.node;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Durations;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A real Temporal server in a process of its own, which finds everything again in its file. */
public final class DurableTemporal extends TestTemporal {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String program;
    private final Path file;
    private @Nullable Process process;

    DurableTemporal(String program, Path file) {
        this.program = program;
        this.file = file;
    }

    @Override
    public void start() {
        ProcessBuilder builder = new ProcessBuilder(
                        program,
                        "server",
                        "start-dev",
                        "--headless",
                        "--ip",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port()),
                        "--db-filename",
                        file.toString(),
                        "--log-level",
                        "error",
                        "--sqlite-pragma",
                        "journal_mode=WAL",
                        "--sqlite-pragma",
                        "synchronous=NORMAL")
                .redirectErrorStream(true)
                .redirectOutput(file.resolveSibling("temporal.log").toFile());
        try {
            process = builder.start();
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
        await().atMost(PATIENCE).until(this::answers);
    }

    private boolean answers() {
        try {
            return asking(stub -> stub.describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace("default")
                            .build()))
                    .hasNamespaceInfo();
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    /** What an operator does with {@code temporal operator namespace create}. */
    public void createNamespace(String name) {
        asking(stub -> stub.registerNamespace(RegisterNamespaceRequest.newBuilder()
                .setNamespace(name)
                .setWorkflowExecutionRetentionPeriod(Durations.fromDays(1))
                .build()));
    }

    private <T> T asking(Function<WorkflowServiceGrpc.WorkflowServiceBlockingStub, T> question) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(target()).usePlaintext().build();
        try {
            return question.apply(WorkflowServiceGrpc.newBlockingStub(channel));
        } finally {
            channel.shutdownNow();
        }
    }

    @Override
    public void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
            process = null;
        }
    }
}
