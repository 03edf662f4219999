import type {
  Actor, Agent, ApiKey, AttemptLog, AttemptPage, AuditEntryPage, CreatedApiKey, EnrolmentToken, EventPage, Hint, IssuedEnrolmentToken, Job, JobPage,
  JobRevisionPage, JobScheduling, JobStatus, JobTimeline, JobWorkflow, LogPage, Me, MemberPage, Organization, QueueOverview, QueueStatus,
} from '@sia/client';
import { INSTANT, UUID, type Exceptions } from '../pact/example.js';
import { answer, agentId, jobId, keyId, organizationId, tokenId } from './consumer.js';

/** Answers as the web client needs them. The compiler holds them to the contract's types. */

const ADA: Actor = { kind: 'user', id: 'ada', name: 'ada@example.com' };
const AT = '2026-11-23T09:30:00Z';

export const ORGANIZATION: Organization = { id: organizationId, name: 'Acme', role: 'owner', createdAt: '2026-11-20T09:00:00Z' };

export function job(status: JobStatus, attemptCount: number, more: Partial<Job> = {}): Job {
  return {
    id: jobId, etag: '"1"', organizationId, title: 'Add --json to export',
    prompt: 'Add a --json flag to the export command, with tests.',
    repository: { url: 'https://git.example.com/acme/exporter.git', baseBranch: 'main' },
    steps: ['prepare', 'generate', 'verify', 'publish', 'cleanup'], labels: ['linux'], priority: 'normal', queue: 'backlog', status,
    attemptTimeoutSeconds: 3600, retry: { maxAttempts: 3, failures: ['agent', 'agent_lost'] }, attemptCount, workBranch: `sia/${jobId}`,
    workflow: { id: `job-${jobId}`, state: 'starting' }, createdBy: ADA, createdAt: AT, updatedAt: AT, ...more,
  };
}

export function jobAnswer(body: Job, exactly: string[] = [], status = 200) {
  return answer(body, {
    exactly: ['$.status', '$.attemptCount', ...exactly],
    matching: {
      '$.etag': '"[0-9]+"', '$.workBranch': `sia/${UUID}`, '$.workflow.id': `job-${UUID}`, '$.workflow.state': 'starting|started',
    },
  }, status);
}

const ATTEMPT = {
  id: '0198f0c5-1111-7a52-9c3b-5d8f6e1a2b3c', number: 1, agentId, agentName: 'build-box-1', offeredAt: AT, acceptedAt: AT,
};

const LOG: Omit<AttemptLog, 'complete'> = {
  oldestSeq: 1, lastSeq: 3, bytes: 18, storedBytes: 18, digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
};

export const runningJob = job('in_progress', 1, {
  startedAt: AT,
  latestAttempt: {
    ...ATTEMPT, status: 'running', steps: [{ step: 'prepare', state: 'started', startedAt: AT }], log: { ...LOG, complete: false },
  },
});

export const failedAttempts: AttemptPage = {
  items: [{
    ...ATTEMPT, status: 'failed', steps: [{ step: 'prepare', state: 'succeeded', startedAt: AT }], log: { ...LOG, complete: true },
    failure: { class: 'verification', step: 'verify', message: 'The verify command ended with exit code 1.' }, endedAt: AT,
  }],
};

export const jobPage: JobPage = {
  items: [{
    id: jobId, title: 'Add --json to export', status: 'queued', queue: 'backlog', priority: 'normal', labels: ['linux'],
    repository: { url: 'https://git.example.com/acme/exporter.git', baseBranch: 'main' }, attemptCount: 0, createdBy: ADA,
    createdAt: AT, updatedAt: AT,
  }],
  nextCursor: 'eyJhIjoiMDE5OCJ9',
};

export const hint: Hint = {
  id: '0198f0c8-4444-7a52-9c3b-5d8f6e1a2b3c', jobId, attempt: 1, text: 'Use the database in compose.yaml.', createdBy: ADA, createdAt: AT,
};

export const revisions: JobRevisionPage = {
  items: [
    {
      number: 1, kind: 'created', prompt: 'Add a --json flag to the export command, with tests.', comments: [], actor: ADA, createdAt: AT,
    },
    {
      number: 2, kind: 'rework', prompt: 'Add a --json flag to the export command, with tests.',
      comments: [{ file: 'src/export.py', line: 12, text: 'Keep the old default.' }], actor: ADA, createdAt: AT,
    },
  ],
};

export const revisionRules: Exceptions = {
  exactly: ['$.items'],
  matching: { '$.items[*].actor.id': '.+', '$.items[*].actor.name': '.+@.+', '$.items[*].createdAt': INSTANT },
};

export const workflow: JobWorkflow = {
  id: `job-${jobId}`, known: true, runId: '0198f0c4-8888-7a52-9c3b-5d8f6e1a2b3c', status: 'completed', taskQueue: 'sia-jobs',
  startedAt: AT, historyLength: 16, attemptCount: 1, pendingActivities: [],
};

export const scheduling: JobScheduling = {
  state: 'waiting', position: 1,
  reasons: [
    {
      code: 'queue_paused', message: 'The queue backlog is paused by ada@example.com: Release freeze', queue: 'backlog',
      pause: { by: ADA, at: AT, note: 'Release freeze', until: '2026-11-23T11:30:00Z' },
    },
    { code: 'no_agent_online', message: 'The organization has no agent.', agentCount: 0 },
  ],
};

export const logPage: LogPage = {
  attempt: 1, oldestSeq: 1, lastSeq: 3, complete: false,
  lines: [
    { seq: 2, at: '2026-11-23T09:30:01.204Z', stream: 'stdout', step: 'generate', text: 'line 2' },
    { seq: 3, at: '2026-11-23T09:30:01.205Z', stream: 'stdout', step: 'generate', text: 'line 3' },
  ],
};

export const timeline: JobTimeline = {
  jobId, readTo: 3, lastNumber: 7,
  items: [{ number: 3, at: AT, kind: 'queue', type: 'job.queued', actor: ADA, queue: 'backlog', text: 'Queued in backlog.' }],
};

export const events: EventPage = {
  items: [{
    organizationId, number: 1, type: 'job.queued', at: AT, actor: ADA, jobId, queue: 'backlog', jobStatus: 'queued',
  }],
  readTo: 1, lastNumber: 1,
};

export const auditEntries: AuditEntryPage = {
  items: [{
    id: '0198f0c4-9a1e-7a52-9c3b-5d8f6e1a2b3c', at: AT, action: 'createJob', outcome: 'allowed', actor: ADA, address: '192.0.2.7',
    requestId: '0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3d', jobId, queue: 'backlog', eventNumber: 1,
  }],
};

export const queue: QueueStatus = {
  name: 'backlog', etag: '"1"', queuedCount: 1, runningCount: 1,
  queued: [{ position: 1, jobId, title: 'Add --json to export', priority: 'normal', labels: ['linux'], queuedAt: AT }],
  running: [{
    jobId, title: 'Add --json to export', attempt: 1, attemptStatus: 'running', step: 'prepare', agentId, agentName: 'build-box-1',
    offeredAt: AT,
  }],
};

export const pausedQueue: QueueOverview = {
  name: 'backlog', etag: '"2"', queuedCount: 1, runningCount: 0,
  pause: { by: ADA, at: AT, note: 'Release freeze', until: '2026-11-23T11:30:00Z' },
};

export const agent: Agent = {
  id: agentId, name: 'build-box-1', status: 'online', statusReason: 'connected', statusChangedAt: AT, connected: true, labels: ['linux'],
  capacity: 2, runningCount: 0, consecutiveFailures: 0, version: '0.1.0', enrolledAt: AT, credentialIssuedAt: AT, lastSeenAt: AT,
};

export const drainedAgent: Agent = {
  ...agent, status: 'draining', statusReason: 'disk is full', draining: { by: ADA, at: AT, reason: 'disk is full' },
};

export const issuedToken: IssuedEnrolmentToken = {
  id: tokenId, createdBy: ADA, createdAt: AT, maxUses: 2, uses: 1, expiresAt: '2026-11-23T10:30:00Z',
};

export const enrolmentToken: EnrolmentToken = { id: tokenId, token: 'sia_en_EXAMPLE', maxUses: 2, expiresAt: '2026-11-23T10:30:00Z' };

export const key: ApiKey = {
  id: keyId, name: 'nightly build', publicId: 'k7q2m4xw5tzbj3ra', scopes: ['jobs:read', 'jobs:write'], createdBy: ADA, createdAt: AT,
};

export const createdKey: CreatedApiKey = {
  key: 'sia_sk_k7q2m4xw5tzbj3ra_EXAMPLE', apiKey: { ...key, expiresAt: '2027-02-21T09:30:00Z' },
};

export const me: Me = {
  kind: 'user', id: 'ada', name: 'owner@example.com', organizations: [ORGANIZATION], expiresAt: '2026-11-23T10:00:00Z',
};

export const members: MemberPage = {
  items: [{ userId: 'ada', email: 'owner@example.com', role: 'owner', firstSeenAt: AT, lastSeenAt: AT }],
};
