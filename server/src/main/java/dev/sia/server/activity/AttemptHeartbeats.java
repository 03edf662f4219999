package dev.sia.server.activity;

import dev.sia.server.attempt.AttemptRecovery;
import dev.sia.server.attempt.OpenActivity;
import dev.sia.server.signal.WakeableLoop;
import dev.sia.server.workflow.AttemptHeartbeat;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityNotExistsException;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Temporal that the attempts whose agents this node holds go on, and at which step. When the node dies, Temporal
 * misses the heartbeats and the workflows look for the agents' new nodes. A Temporal that has lost an attempt's workflow is
 * noticed here too: it gets the workflow again.
 */
public final class AttemptHeartbeats implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AttemptHeartbeats.class);
    /** Attempts that end sooner cost no heartbeat. */
    private static final Duration INTERVAL = Duration.ofSeconds(20);

    private final AttemptRecovery attempts;
    private final ActivityCompletionClient activities;
    private final String nodeId;
    private final WakeableLoop loop = new WakeableLoop("attempt-heartbeats", this::round);

    public AttemptHeartbeats(WorkflowClient client, AttemptRecovery attempts, String nodeId) {
        this.attempts = attempts;
        this.activities = client.newActivityCompletionClient();
        this.nodeId = nodeId;
    }

    public void start() {
        loop.start();
    }

    private Duration round() {
        for (OpenActivity open : attempts.openActivities(nodeId, INTERVAL)) {
            if (!beat(open)) {
                break;
            }
        }
        return INTERVAL;
    }

    /** False when Temporal is away, so that asking on makes no sense. */
    private boolean beat(OpenActivity open) {
        String step =
                open.currentStep() == null ? null : open.currentStep().name().toLowerCase(Locale.ROOT);
        try {
            activities.heartbeat(open.taskToken(), new AttemptHeartbeat(open.number(), step, open.lastLogSeq()));
            return true;
        } catch (ActivityNotExistsException lost) {
            attempts.activityLost(open);
            return true;
        } catch (ActivityCanceledException overtaken) {
            // The workflow waits for another activity of the same attempt.
            return true;
        } catch (ActivityCompletionException away) {
            log.info("Temporal takes no heartbeats: {}", away.toString());
            return false;
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
