package dev.sia.contracts.rest;

import dev.sia.contracts.pact.Example;

/** Answers as the SDK needs them. */
final class RestExamples {
    private static final String JOB = """
            {"id": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c", "etag": "\\"1\\"",
             "organizationId": "1189c444-8a2d-4c41-8b4b-ae43ce79a492",
             "title": "Add --json to export", "prompt": "Add a --json flag to the export command, with tests.",
             "repository": {"url": "https://git.example.com/acme/exporter.git", "baseBranch": "main"},
             "steps": ["prepare", "generate", "verify", "publish", "cleanup"], "labels": ["linux"], "priority": "normal",
             "queue": "backlog", "status": "%s", "attemptTimeoutSeconds": 3600,
             "retry": {"maxAttempts": 3, "failures": ["agent", "agent_lost"]}, "attemptCount": %d,
             "workBranch": "sia/0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c",
             "workflow": {"id": "job-0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c", "state": "starting"},
             "createdBy": {"kind": "user", "id": "ada", "name": "ada@example.com"},
             "createdAt": "2026-11-23T09:30:00Z", "updatedAt": "2026-11-23T09:30:00Z"%s}
            """;

    private static final String ATTEMPT = """
            "latestAttempt": {"id": "0198f0c5-1111-7a52-9c3b-5d8f6e1a2b3c", "number": 1, "status": "%s",
              "agentId": "0198f0c0-2222-7a52-9c3b-5d8f6e1a2b3c", "agentName": "build-box-1",
              "steps": [{"step": "prepare", "state": "%s", "startedAt": "2026-11-23T09:30:01Z"}],
              "log": {"lastSeq": 3, "complete": %s},%s
              "offeredAt": "2026-11-23T09:30:00Z", "acceptedAt": "2026-11-23T09:30:01Z"}
            """;

    static final String ORGANIZATION = """
            {"id": "1189c444-8a2d-4c41-8b4b-ae43ce79a492", "name": "Acme", "role": "owner",
             "createdAt": "2026-11-20T09:00:00Z"}
            """;

    private static final String ISSUED_TOKEN = """
            {"id": "0198f0bf-3333-7a52-9c3b-5d8f6e1a2b3c",
             "createdBy": {"kind": "user", "id": "31c41c16-c281-44ae-9602-8a047e3bf33d", "name": "owner@example.com"},
             "createdAt": "2026-11-23T09:30:00Z", "maxUses": 2, "uses": 1, "expiresAt": "2026-11-23T10:30:00Z"}
            """;

    private static final String AGENT = """
            {"id": "0198f0c0-2222-7a52-9c3b-5d8f6e1a2b3c", "name": "build-box-1", "status": "online",
             "statusReason": "connected", "statusChangedAt": "2026-11-23T09:00:00Z", "connected": true,
             "labels": ["linux"], "capacity": 2, "runningCount": 0, "consecutiveFailures": 0, "version": "0.1.0", "enrolledAt": "2026-11-20T09:00:00Z", "credentialIssuedAt": "2026-11-20T09:00:00Z",
             "lastSeenAt": "2026-11-23T09:30:00Z"}
            """;

    private static final String KEY = """
            {"id": "0198f0c9-5555-7a52-9c3b-5d8f6e1a2b3c", "name": "nightly build", "publicId": "k7q2m4xw5tzbj3ra",
             "scopes": ["jobs:read", "jobs:write"], "createdBy": {"kind": "user", "id": "ada", "name": "ada@example.com"},
             "createdAt": "2026-11-23T09:30:00Z"%s}
            """;

    private RestExamples() {}

    private static Example job(String status, int attempts, String more) {
        return Example.json(JOB.formatted(status, attempts, more))
                .exactly(
                        "$.title",
                        "$.prompt",
                        "$.repository",
                        "$.steps",
                        "$.labels",
                        "$.priority",
                        "$.queue",
                        "$.status",
                        "$.attemptTimeoutSeconds",
                        "$.retry",
                        "$.attemptCount",
                        "$.createdBy.kind")
                .matching("$.etag", "\"[0-9]+\"")
                .matching("$.workBranch", "sia/" + Example.UUID)
                .matching("$.workflow.id", "job-" + Example.UUID)
                .matching("$.workflow.state", "starting|started");
    }

    static Example createdJob() {
        return job("queued", 0, "");
    }

    static Example liveTicket() {
        return Example.json("{\"ticket\": \"sia_lt_EXAMPLE\", \"expiresAt\": \"2026-11-23T09:31:00Z\"}")
                .matching("$.ticket", "sia_lt_[A-Za-z0-9_-]+");
    }

    static Example queuedJob() {
        return job("queued", 0, ", \"position\": 1").exactly("$.position");
    }

    static Example runningJob() {
        String attempt = ATTEMPT.formatted("running", "started", "false", "");
        return job("in_progress", 1, ", \"startedAt\": \"2026-11-23T09:30:01Z\", " + attempt)
                .exactly(
                        "$.latestAttempt.number",
                        "$.latestAttempt.status",
                        "$.latestAttempt.agentName",
                        "$.latestAttempt.steps[*].step",
                        "$.latestAttempt.steps[*].state",
                        "$.latestAttempt.log");
    }

    private static Example endedJob(String status, String attemptStatus, String attemptMore, String more) {
        String attempt = ATTEMPT.formatted(
                attemptStatus, "succeeded", "true", attemptMore + " \"endedAt\": \"2026-11-23T09:31:00Z\",");
        return job(
                        status,
                        1,
                        ", \"startedAt\": \"2026-11-23T09:30:01Z\", \"finishedAt\": \"2026-11-23T09:31:00Z\", " + more
                                + ", " + attempt)
                .exactly("$.latestAttempt.status", "$.latestAttempt.log");
    }

    static Example jobInReview() {
        return endedJob("in_review", "succeeded", "", """
                        "publication": {"branch": "sia/0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c",
                          "commit": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                          "pullRequestUrl": "https://git.example.com/acme/exporter/pulls/7",
                          "filesChanged": 2, "insertions": 40, "deletions": 3}""")
                .matching("$.publication.branch", "sia/" + Example.UUID)
                .matching("$.publication.commit", "[0-9a-f]{40}")
                .exactly(
                        "$.publication.pullRequestUrl",
                        "$.publication.filesChanged",
                        "$.publication.insertions",
                        "$.publication.deletions");
    }

    static Example failedJob() {
        String failure = """
                "failure": {"class": "verification", "step": "verify",
                  "message": "The verify command ended with exit code 1."}""";
        return endedJob("failed", "failed", failure + ",", failure).exactly("$.failure", "$.latestAttempt.failure");
    }

    static Example cancelledJob() {
        return job("cancelled", 0, """
                        , "finishedAt": "2026-11-23T09:31:00Z",
                        "cancellation": {"stage": "stopped", "reason": "No longer needed",
                          "requestedBy": {"kind": "user", "id": "ada", "name": "ada@example.com"},
                          "requestedAt": "2026-11-23T09:31:00Z", "stoppedAt": "2026-11-23T09:31:00Z"}""")
                .exactly("$.cancellation.stage", "$.cancellation.reason", "$.cancellation.requestedBy.kind");
    }

    private static Example like(String job, String... exact) {
        return Example.json(job).exactly(exact).matching("$.etag", "\"[0-9]+\"");
    }

    static Example changedJob() {
        return like(
                JOB.formatted("queued", 0, ", \"position\": 1, \"stepTimeoutSeconds\": 600")
                        .replace("\"normal\"", "\"high\"")
                        .replace("\"maxAttempts\": 3, \"failures\": [\"agent\", \"agent_lost\"]", """
                                "maxAttempts": 5, "failures": ["tool", "agent"]"""),
                "$.status",
                "$.priority",
                "$.stepTimeoutSeconds",
                "$.retry",
                "$.position");
    }

    static Example retriedJob() {
        return like(
                JOB.formatted("queued", 1, "")
                        .replace(
                                "Add a --json flag to the export command, with tests.",
                                "Add the flag to the export command alone."),
                "$.status",
                "$.prompt",
                "$.queue",
                "$.attemptCount");
    }

    static Example reworkedJob() {
        return like(
                JOB.formatted("queued", 1, "").replace("\"backlog\"", "\"rework\""),
                "$.status",
                "$.prompt",
                "$.queue",
                "$.attemptCount");
    }

    static Example finishedJob(String status) {
        return like(
                JOB.formatted(status, 1, ", \"finishedAt\": \"2026-11-23T09:31:00Z\""), "$.status", "$.attemptCount");
    }

    static Example hint() {
        return Example.json("""
                {"id": "0198f0c8-4444-7a52-9c3b-5d8f6e1a2b3c", "jobId": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c",
                 "attempt": 1, "text": "Use the database in compose.yaml.",
                 "createdBy": {"kind": "user", "id": "ada", "name": "ada@example.com"},
                 "createdAt": "2026-11-23T09:35:00Z"}
                """).exactly("$.attempt", "$.text", "$.createdBy.kind");
    }

    static Example attempts() {
        return Example.json("""
                {"items": [{"id": "0198f0c5-1111-7a52-9c3b-5d8f6e1a2b3c", "number": 1, "status": "failed",
                  "agentId": "0198f0c0-2222-7a52-9c3b-5d8f6e1a2b3c", "agentName": "build-box-1",
                  "steps": [{"step": "prepare", "state": "succeeded", "startedAt": "2026-11-23T09:30:01Z"}],
                  "log": {"lastSeq": 3, "complete": true},
                  "failure": {"class": "verification", "step": "verify",
                    "message": "The verify command ended with exit code 1."},
                  "offeredAt": "2026-11-23T09:30:00Z", "acceptedAt": "2026-11-23T09:30:01Z",
                  "endedAt": "2026-11-23T09:31:00Z"}]}
                """)
                .exactly(
                        "$.items[*].number",
                        "$.items[*].status",
                        "$.items[*].agentName",
                        "$.items[*].steps[*].step",
                        "$.items[*].log",
                        "$.items[*].failure");
    }

    static Example revisions() {
        return Example.json("""
                {"items": [
                  {"number": 1, "kind": "created", "prompt": "Add a --json flag to the export command, with tests.",
                   "comments": [], "actor": {"kind": "user", "id": "ada", "name": "ada@example.com"},
                   "createdAt": "2026-11-23T09:30:00Z"},
                  {"number": 2, "kind": "rework", "prompt": "Add a --json flag to the export command, with tests.",
                   "comments": [{"file": "src/export.py", "line": 12, "text": "Keep the old default."}],
                   "actor": {"kind": "user", "id": "ada", "name": "ada@example.com"},
                   "createdAt": "2026-11-23T09:45:00Z"}]}
                """)
                .exactly("$.items")
                .matching("$.items[*].actor.id", ".+")
                .matching("$.items[*].actor.name", ".+@.+")
                .matching("$.items[*].createdAt", Example.INSTANT);
    }

    /** @param more members after the items */
    static Example jobPage(String more) {
        return Example.json("""
                {"items": [{"id": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c", "title": "Add --json to export",
                  "status": "queued", "queue": "backlog", "priority": "normal", "labels": ["linux"],
                  "repository": {"url": "https://git.example.com/acme/exporter.git", "baseBranch": "main"},
                  "attemptCount": 0, "createdBy": {"kind": "user", "id": "ada", "name": "ada@example.com"},
                  "createdAt": "2026-11-23T09:30:00Z", "updatedAt": "2026-11-23T09:30:00Z"}]%s}
                """.formatted(more))
                .exactly(
                        "$.items[*].title",
                        "$.items[*].status",
                        "$.items[*].queue",
                        "$.items[*].priority",
                        "$.items[*].labels",
                        "$.items[*].repository",
                        "$.items[*].attemptCount");
    }

    static Example logPage() {
        return Example.json("""
                {"attempt": 1, "lines": [
                   {"seq": 2, "at": "2026-11-23T09:30:01.204Z", "stream": "stdout", "step": "generate", "text": "line 2"},
                   {"seq": 3, "at": "2026-11-23T09:30:01.205Z", "stream": "stdout", "step": "generate", "text": "line 3"}],
                 "lastSeq": 3, "complete": false}
                """)
                .exactly(
                        "$.attempt",
                        "$.lastSeq",
                        "$.lines[*].seq",
                        "$.lines[*].stream",
                        "$.lines[*].step",
                        "$.lines[*].text");
    }

    static Example workflow() {
        return Example.json("""
                {"id": "job-0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c", "known": true,
                 "runId": "0198f0c4-8888-7a52-9c3b-5d8f6e1a2b3c", "status": "completed", "taskQueue": "sia-jobs",
                 "startedAt": "2026-11-23T09:30:00Z", "historyLength": 16, "attemptCount": 1, "pendingActivities": []}
                """)
                .exactly("$.attemptCount")
                .matching("$.id", "job-" + Example.UUID)
                // The job is in review a moment before its workflow ends.
                .matching("$.status", "running|completed");
    }

    static Example auditEntries() {
        return Example.json("""
                {"items": [{"id": "0198f0c4-9a1e-7a52-9c3b-5d8f6e1a2b3c", "at": "2026-11-23T09:30:00Z", "action": "createJob",
                   "outcome": "allowed", "actor": {"kind": "user", "id": "ada", "name": "ada@example.com"},
                   "address": "192.0.2.7", "requestId": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3d",
                   "jobId": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c", "queue": "backlog", "eventNumber": 1}]}
                """)
                .exactly(
                        "$.items[*].action",
                        "$.items[*].outcome",
                        "$.items[*].actor.kind",
                        "$.items[*].queue",
                        "$.items[*].eventNumber");
    }

    static Example events() {
        return Example.json("""
                {"items": [{"organizationId": "1189c444-8a2d-4c41-8b4b-ae43ce79a492", "number": 1, "type": "job.queued",
                   "at": "2026-11-23T09:30:00Z", "actor": {"kind": "user", "id": "ada", "name": "ada@example.com"},
                   "jobId": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c", "queue": "backlog", "jobStatus": "queued"}],
                 "readTo": 1, "lastNumber": 1}
                """)
                .exactly(
                        "$.items[*].number",
                        "$.items[*].type",
                        "$.items[*].actor.kind",
                        "$.items[*].queue",
                        "$.items[*].jobStatus",
                        "$.readTo",
                        "$.lastNumber");
    }

    static Example timeline() {
        return Example.json("""
                {"jobId": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c",
                 "items": [{"number": 3, "at": "2026-11-23T09:30:00Z", "kind": "queue", "type": "job.queued",
                   "actor": {"kind": "user", "id": "ada", "name": "ada@example.com"}, "queue": "backlog",
                   "text": "Queued in backlog."}],
                 "readTo": 3, "lastNumber": 7}
                """)
                .exactly(
                        "$.items[*].kind",
                        "$.items[*].type",
                        "$.items[*].actor.kind",
                        "$.items[*].queue",
                        "$.items[*].text");
    }

    /** Of a job that waits and has not done anything else. */
    static Example wholeTimeline() {
        return Example.json("""
                {"jobId": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c",
                 "items": [{"number": 1, "at": "2026-11-23T09:30:00Z", "kind": "queue", "type": "job.queued",
                   "actor": {"kind": "user", "id": "ada", "name": "ada@example.com"}, "queue": "backlog",
                   "text": "Queued in backlog."}],
                 "readTo": 1, "lastNumber": 1}
                """)
                .exactly("$.items[*].kind", "$.items[*].type", "$.items[*].text", "$.readTo", "$.lastNumber");
    }

    static Example queues() {
        return Example.json("""
                {"items": [{"name": "rework", "etag": "\\"1\\"", "queuedCount": 0, "runningCount": 0},
                           {"name": "backlog", "etag": "\\"1\\"", "queuedCount": 1, "runningCount": 0}]}
                """).exactly("$.items");
    }

    static Example queue() {
        return Example.json("""
                {"name": "backlog", "etag": "\\"1\\"", "queuedCount": 1, "runningCount": 1,
                 "queued": [{"position": 1, "jobId": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c", "title": "Add --json to export",
                   "priority": "normal", "labels": ["linux"], "queuedAt": "2026-11-23T09:30:00Z"}],
                 "running": [{"jobId": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3d", "title": "Add --json to export",
                   "attempt": 1, "attemptStatus": "running", "step": "prepare",
                   "agentId": "0198f0c0-2222-7a52-9c3b-5d8f6e1a2b3c", "agentName": "build-box-1",
                   "offeredAt": "2026-11-23T09:30:00Z"}]}
                """)
                .exactly(
                        "$.name",
                        "$.etag",
                        "$.queuedCount",
                        "$.runningCount",
                        "$.queued[*].position",
                        "$.queued[*].title",
                        "$.queued[*].priority",
                        "$.queued[*].labels",
                        "$.running[*].title",
                        "$.running[*].attempt",
                        "$.running[*].attemptStatus",
                        "$.running[*].step",
                        "$.running[*].agentName");
    }

    private static Example overview(int version, String more) {
        return Example.json("""
                {"name": "backlog", "etag": "\\"%d\\"", "queuedCount": 1, "runningCount": 0%s}
                """.formatted(version, more)).exactly("$.name", "$.etag", "$.queuedCount");
    }

    static Example pausedQueue() {
        return overview(2, """
                , "pause": {"by": {"kind": "user", "id": "ada", "name": "ada@example.com"}, "at": "2026-11-23T09:30:00Z",
                  "note": "Release freeze", "until": "2026-11-23T11:30:00Z"}""").exactly("$.pause.note", "$.pause.by.kind");
    }

    static Example resumedQueue() {
        return overview(3, "");
    }

    static Example movedJob() {
        return Example.json("""
                {"jobId": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c", "queue": "backlog", "position": 1, "etag": "\\"2\\""}
                """).exactly("$.queue", "$.position", "$.etag");
    }

    static Example scheduling() {
        return Example.json("""
                {"state": "waiting", "position": 1, "reasons": [
                  {"code": "queue_paused", "message": "The queue backlog is paused by ada@example.com: Release freeze",
                   "queue": "backlog",
                   "pause": {"by": {"kind": "user", "id": "ada", "name": "ada@example.com"}, "at": "2026-11-23T09:30:00Z",
                     "note": "Release freeze", "until": "2026-11-23T11:30:00Z"}},
                  {"code": "no_agent_online", "message": "The organization has no agent.", "agentCount": 0}]}
                """)
                .exactly("$.state", "$.position", "$.reasons")
                .matching("$.reasons[0].message", "The queue backlog is paused by .*: Release freeze.*")
                .matching("$.reasons[0].pause.at", Example.INSTANT)
                .matching("$.reasons[0].pause.until", Example.INSTANT)
                .matching("$.reasons[0].pause.by.id", ".+")
                .matching("$.reasons[0].pause.by.name", ".+");
    }

    /** @param more members beside the entity tag */
    static Example settings(int version, String more) {
        return Example.json("{\"etag\": \"\\\"%d\\\"\"%s}".formatted(version, more))
                .exactlyAll();
    }

    static Example members() {
        return Example.json("""
                        {"items": [{"userId": "owner-1", "email": "owner@example.com",
                          "role": "owner", "firstSeenAt": "2026-11-20T09:00:00Z", "lastSeenAt": "2026-11-23T09:00:00Z"}]}
                        """).exactly("$.items[*].email", "$.items[*].role");
    }

    static Example agents() {
        return Example.json("{\"items\": [" + AGENT + "]}").exactly("$.items[*].status", "$.items[*].labels");
    }

    static Example agent() {
        return Example.json(AGENT)
                .exactly("$.name", "$.status", "$.labels", "$.capacity", "$.runningCount", "$.version");
    }

    static Example drainedAgent() {
        return Example.json(AGENT.replace("\"online\"", "\"draining\"")
                        .replace("\"connected\", \"statusChangedAt\"", "\"disk is full\", \"statusChangedAt\"")
                        .replace("\"connected\": true,", """
                                "connected": true, "draining": {
                                  "by": {"kind": "user", "id": "31c41c16-c281-44ae-9602-8a047e3bf33d", "name": "ada@example.com"},
                                  "at": "2026-11-23T09:30:00Z", "reason": "disk is full"},"""))
                .matching("$.draining.by.id", ".+")
                .exactly("$.status", "$.statusReason", "$.draining.by.kind", "$.draining.reason");
    }

    static Example renamedAgent() {
        return Example.json(AGENT.replace("build-box-1", "build-box-2")).exactly("$.name");
    }

    static Example removedAgent() {
        return Example.json(AGENT.replace("\"online\"", "\"offline\"")
                        .replace("\"connected\", \"statusChangedAt\"", "\"removed\", \"statusChangedAt\"")
                        .replace("\"connected\": true", "\"connected\": false"))
                .exactly("$.status", "$.statusReason");
    }

    static Example enrolmentToken() {
        return Example.json("""
                {"id": "0198f0bf-3333-7a52-9c3b-5d8f6e1a2b3c", "token": "sia_en_EXAMPLE", "maxUses": 2,
                 "expiresAt": "2026-11-23T10:30:00Z"}
                """).matching("$.token", "sia_en_\\S+").exactly("$.maxUses");
    }

    static Example enrolmentTokens() {
        return Example.json("{\"items\": [" + ISSUED_TOKEN + "]}")
                .matching("$.items[*].createdBy.id", ".+")
                .exactly("$.items[*].maxUses", "$.items[*].uses", "$.items[*].createdBy.kind");
    }

    static Example revokedEnrolmentToken() {
        return Example.json(ISSUED_TOKEN)
                .matching("$.createdBy.id", ".+")
                .exactly("$.maxUses", "$.uses", "$.createdBy.kind");
    }

    static Example revokedAgent() {
        return Example.json(AGENT.replace("\"connected\", \"statusChangedAt\"", """
                                "its credential was revoked", "statusChangedAt\"""")
                        .replace("\"connected\": true", "\"connected\": false")
                        .replace("\"enrolledAt\"", """
                                "credentialRevokedAt": "2026-11-23T09:30:00Z", "enrolledAt\""""))
                .exactly("$.status", "$.statusReason");
    }

    static Example me() {
        return Example.json("""
                {"kind": "user", "id": "31c41c16", "name": "owner@example.com", "organizations": [%s],
                 "expiresAt": "2026-11-23T10:00:00Z"}
                """.formatted(ORGANIZATION)).exactly("$.kind", "$.name", "$.organizations[*].role");
    }

    /** The caller is a key without an end. */
    static Example meAsKey() {
        return Example.json("""
                {"kind": "api_key", "id": "0198f0c9-5555-7a52-9c3b-5d8f6e1a2b3c", "name": "nightly build",
                 "organizations": [{"id": "1189c444-8a2d-4c41-8b4b-ae43ce79a492", "name": "Acme",
                   "scopes": ["jobs:read", "jobs:write"], "createdAt": "2026-11-20T09:00:00Z"}]}
                """).exactly("$.kind", "$.name", "$.organizations[*].scopes");
    }

    static Example createdKey() {
        return Example.json("{\"key\": \"sia_sk_k7q2m4xw5tzbj3ra_EXAMPLE\", \"apiKey\": "
                        + KEY.formatted(", \"expiresAt\": \"2027-02-21T09:30:00Z\"") + "}")
                .matching("$.key", "sia_sk_[a-z2-7]{16}_\\S+")
                .matching("$.apiKey.publicId", "[a-z2-7]{16}")
                .exactly("$.apiKey.name", "$.apiKey.scopes", "$.apiKey.createdBy.kind");
    }

    static Example key() {
        return Example.json(KEY.formatted(""))
                .matching("$.publicId", "[a-z2-7]{16}")
                .exactly("$.name", "$.scopes", "$.createdBy.kind");
    }

    static Example keys() {
        return Example.json("{\"items\": [" + KEY.formatted("") + "]}")
                .matching("$.items[*].publicId", "[a-z2-7]{16}")
                .exactly("$.items[*].name", "$.items[*].scopes");
    }

    static Example revokedKey() {
        return Example.json(KEY.formatted("""
                        , "revokedAt": "2026-11-24T08:00:00Z",
                        "revokedBy": {"kind": "user", "id": "ada", "name": "ada@example.com"}"""))
                .matching("$.publicId", "[a-z2-7]{16}")
                .exactly("$.name", "$.revokedBy.kind");
    }

    static Example contracts() {
        return Example.json("""
                {"version": "0.1.0", "items": [{"path": "openapi/sia.yaml", "mediaType": "application/yaml",
                  "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}
                """)
                .matching("$.items[*].sha256", "[0-9a-f]{64}")
                .matching("$.items[*].path", "\\w+/[\\w.-]+");
    }
}
