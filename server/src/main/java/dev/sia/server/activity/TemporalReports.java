package dev.sia.server.activity;

import com.google.protobuf.Timestamp;
import dev.sia.server.error.DomainException;
import dev.sia.server.job.JobId;
import dev.sia.server.job.Step;
import dev.sia.server.job.WorkflowReport;
import dev.sia.server.job.WorkflowReport.ActivityState;
import dev.sia.server.job.WorkflowReport.Known;
import dev.sia.server.job.WorkflowReport.Pending;
import dev.sia.server.job.WorkflowReport.RunStatus;
import dev.sia.server.job.WorkflowReports;
import dev.sia.server.workflow.AttemptHeartbeat;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Temporal says about workflows, in the words of {@code job}. */
public final class TemporalReports implements WorkflowReports {
    private static final Logger log = LoggerFactory.getLogger(TemporalReports.class);

    private final WorkflowClient client;
    private final DataConverter json;

    public TemporalReports(WorkflowClient client) {
        this.client = client;
        this.json = client.getOptions().getDataConverter();
    }

    @Override
    public WorkflowReport of(JobId job) {
        try {
            return known(
                    client.newUntypedWorkflowStub(job.workflowId()).describe().getRawDescription());
        } catch (WorkflowNotFoundException unknown) {
            return new WorkflowReport.Unknown();
        } catch (RuntimeException failure) {
            throw DomainException.unavailable("Temporal does not answer. Try again shortly.", failure);
        }
    }

    private Known known(DescribeWorkflowExecutionResponse description) {
        WorkflowExecutionInfo info = description.getWorkflowExecutionInfo();
        return new Known(
                info.getExecution().getRunId(),
                status(info.getStatus()),
                description.getExecutionConfig().getTaskQueue().getName(),
                instant(info.getStartTime()),
                info.hasCloseTime() ? instant(info.getCloseTime()) : null,
                info.getHistoryLength(),
                description.getPendingActivitiesList().stream()
                        .map(this::pending)
                        .toList());
    }

    private static RunStatus status(WorkflowExecutionStatus status) {
        return switch (status) {
            case WORKFLOW_EXECUTION_STATUS_RUNNING -> RunStatus.RUNNING;
            case WORKFLOW_EXECUTION_STATUS_COMPLETED -> RunStatus.COMPLETED;
            case WORKFLOW_EXECUTION_STATUS_FAILED -> RunStatus.FAILED;
            case WORKFLOW_EXECUTION_STATUS_CANCELED -> RunStatus.CANCELLED;
            case WORKFLOW_EXECUTION_STATUS_TERMINATED -> RunStatus.TERMINATED;
            case WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW -> RunStatus.CONTINUED_AS_NEW;
            case WORKFLOW_EXECUTION_STATUS_TIMED_OUT -> RunStatus.TIMED_OUT;
            default -> RunStatus.UNKNOWN;
        };
    }

    private Pending pending(PendingActivityInfo activity) {
        Optional<AttemptHeartbeat> heartbeat = heartbeat(activity);
        return new Pending(
                activity.getActivityType().getName(),
                state(activity.getState()),
                activity.getAttempt(),
                activity.hasScheduledTime() ? instant(activity.getScheduledTime()) : null,
                activity.hasLastStartedTime() ? instant(activity.getLastStartedTime()) : null,
                activity.hasLastHeartbeatTime() ? instant(activity.getLastHeartbeatTime()) : null,
                heartbeat.map(AttemptHeartbeat::attempt).orElse(null),
                heartbeat.map(AttemptHeartbeat::step).map(TemporalReports::step).orElse(null),
                activity.hasLastFailure() ? activity.getLastFailure().getMessage() : null);
    }

    private static ActivityState state(PendingActivityState state) {
        return switch (state) {
            case PENDING_ACTIVITY_STATE_SCHEDULED -> ActivityState.SCHEDULED;
            case PENDING_ACTIVITY_STATE_STARTED -> ActivityState.STARTED;
            case PENDING_ACTIVITY_STATE_CANCEL_REQUESTED -> ActivityState.CANCEL_REQUESTED;
            default -> ActivityState.UNKNOWN;
        };
    }

    /** A node of another version may have written something else. */
    private Optional<AttemptHeartbeat> heartbeat(PendingActivityInfo activity) {
        if (!activity.hasHeartbeatDetails()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(json.fromPayloads(
                    0, Optional.of(activity.getHeartbeatDetails()), AttemptHeartbeat.class, AttemptHeartbeat.class));
        } catch (DataConverterException other) {
            log.debug("Heartbeat details that this version does not know", other);
            return Optional.empty();
        }
    }

    private static @Nullable Step step(String name) {
        try {
            return Step.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
