package dev.sia.server.rest;

import dev.sia.api.model.LogPage;
import dev.sia.api.model.LogStream;
import dev.sia.api.model.Step;
import dev.sia.api.rest.LogsApi;
import dev.sia.server.feed.LogWish;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobService;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.rest.json.LogJson;
import dev.sia.server.rest.operation.ResponseHeaders;
import dev.sia.server.rest.stream.StreamAnswers;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What attempts wrote. */
public final class LogsResource implements LogsApi {
    private static final MediaType NDJSON = new MediaType("application", "x-ndjson");

    private final JobService jobs;
    private final LogAnswers logs;
    private final ResponseHeaders response;
    private final HttpHeaders request;
    private final StreamAnswers streams;

    @Inject
    public LogsResource(
            JobService jobs,
            LogAnswers logs,
            StreamAnswers streams,
            ResponseHeaders response,
            @Context HttpHeaders request) {
        this.jobs = jobs;
        this.logs = logs;
        this.streams = streams;
        this.response = response;
        this.request = request;
    }

    @Override
    public LogPage listJobLogs(
            UUID organizationId,
            UUID jobId,
            @Nullable Integer attempt,
            Long afterSeq,
            @Nullable Long beforeSeq,
            Boolean tail,
            Integer limit,
            @Nullable Step step,
            @Nullable LogStream stream,
            @Nullable String contains) {
        LogRange range = new LogRange(afterSeq, beforeSeq, tail, limit, LogJson.filter(step, stream, contains));
        return logs.page(find(organizationId, jobId), attempt, range);
    }

    @Override
    public InputStream downloadJobLog(UUID organizationId, UUID jobId, @Nullable Integer attempt) {
        Job job = find(organizationId, jobId);
        boolean asJson = prefersJson();
        LogDownload download = logs.download(job, attempt, asJson);
        response.put(HttpHeaders.CONTENT_TYPE, asJson ? NDJSON : MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"));
        response.put(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"job-" + jobId + "-attempt-" + download.attemptNumber()
                        + (asJson ? ".ndjson\"" : ".log\""));
        return download;
    }

    @Override
    public StreamingOutput streamJobLog(
            UUID organizationId,
            UUID jobId,
            @Nullable Integer attempt,
            Long afterSeq,
            Boolean follow,
            @Nullable String lastEventId) {
        LogWish wish = new LogWish(new OrganizationId(organizationId), new JobId(jobId), attempt, afterSeq, follow);
        return streams.log(wish, lastEventId);
    }

    /** The acceptable types come in the order of preference. */
    private boolean prefersJson() {
        for (MediaType accepted : request.getAcceptableMediaTypes()) {
            if (accepted.isCompatible(MediaType.TEXT_PLAIN_TYPE)) {
                return false;
            }
            if (accepted.isCompatible(NDJSON)) {
                return true;
            }
        }
        return false;
    }

    private Job find(UUID organizationId, UUID jobId) {
        return jobs.find(new OrganizationId(organizationId), new JobId(jobId));
    }
}
