package dev.sia.server.activity;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sia.server.workflow.Assignment;
import dev.sia.server.workflow.JobInput;
import dev.sia.server.workflow.JobWorkflow;
import dev.sia.server.workflow.JobWorkflowImpl;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workflows that older versions of the server began must go on under this one: stored histories are replayed with today's
 * code. When this fails, put the change behind {@code Workflow.getVersion}; {@link JobHistoryRecorder} records the
 * histories of new paths, and old ones stay as long as such workflows may run.
 */
class JobWorkflowReplayTest {
    @ParameterizedTest
    @ValueSource(strings = {"review", "cancel", "requeue"})
    void recordedHistoryIsReplayed(String name) throws Exception {
        WorkflowReplayer.replayWorkflowExecutionFromResource("histories/" + name + ".json", JobWorkflowImpl.class);
    }

    @Test
    void differentLogicIsNoticed() {
        assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecutionFromResource(
                        "histories/review.json", DifferentWorkflow.class))
                .hasStackTraceContaining("NonDeterministicException");
    }

    /** Does something else. */
    public static final class DifferentWorkflow implements JobWorkflow {
        @Override
        public void run(JobInput input) {
            Workflow.sleep(Duration.ofDays(1));
        }

        @Override
        public void wake() {}

        @Override
        public void assigned(Assignment made) {}
    }
}
