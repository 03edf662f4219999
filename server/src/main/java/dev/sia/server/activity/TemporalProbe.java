package dev.sia.server.activity;

import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Looks whether Temporal answers and has the server's namespace. */
public final class TemporalProbe {
    private static final int PATIENCE_SECONDS = 2;

    private final WorkflowClient client;

    public TemporalProbe(WorkflowClient client) {
        this.client = client;
    }

    /** A sentence on what is wrong now. */
    public Optional<String> trouble() {
        String namespace = client.getOptions().getNamespace();
        try {
            client.getWorkflowServiceStubs()
                    .blockingStub()
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(namespace)
                            .build());
            return Optional.empty();
        } catch (StatusRuntimeException refused) {
            return Optional.of(TemporalTrouble.of(refused, namespace));
        }
    }
}
