package dev.sia.sdk.live;

import java.util.UUID;

/** A job's log as it grows. Ends after the {@link LogRecord.AttemptEnded} that is {@code last}. */
public final class LiveLog extends LiveStream<LogRecord> {
    LiveLog(LiveTransport transport, UUID organizationId, UUID jobId, LogOptions options) {
        super(transport, new JobLogResumption(organizationId, jobId, options), options.reconnect());
    }
}
