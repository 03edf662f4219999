import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { CreateJobRequest, UpdateJobRequest } from '@sia/client';
import { answer, jobId, organizationId, plays, problem, refusal } from './consumer.js';
import {
  failedAttempts, hint, job, jobAnswer, jobPage, revisionRules, revisions, runningJob, scheduling, workflow,
} from './samples.js';
import { INSTANT, UUID } from '../pact/example.js';

const JOBS = '/v1/organizations/{organizationId}/jobs';
const JOB = `${JOBS}/{jobId}`;
const OWNER = 'an organization and its owner';

const wish: CreateJobRequest = {
  title: 'Add --json to export', prompt: 'Add a --json flag to the export command, with tests.',
  repository: { url: 'https://git.example.com/acme/exporter.git', baseBranch: 'main' }, labels: ['linux'], priority: 'normal',
};
const change: UpdateJobRequest = { priority: 'high', stepTimeoutSeconds: 600, retry: { maxAttempts: 5, failures: ['agent', 'tool'] } };

describe('jobs over REST', () => {
  plays({
    operation: 'createJob', what: 'a new job', given: OWNER, when: `POST ${JOBS}`, headers: { 'Idempotency-Key': '6f1f4c3e' }, sends: wish,
    answers: jobAnswer(job('queued', 0), ['$.title', '$.prompt', '$.repository', '$.steps', '$.labels', '$.priority', '$.queue'], 201),
  }, async sia => {
    const made = await sia.jobs.createJob({ organizationId, createJobRequest: wish, idempotencyKey: '6f1f4c3e' });
    assert.deepEqual([made.id, made.status, made.position], [jobId, 'queued', undefined]);
  });

  plays({
    operation: 'createJob', what: 'a new job without a prompt', given: OWNER, when: `POST ${JOBS}`, sends: { ...wish, prompt: '' },
    answers: problem(400, 'validation_failed', { errors: [{ in: 'body', pointer: '/prompt', message: 'must not be empty' }] },
      { exactly: ['$.errors[*].in', '$.errors[*].pointer'] }),
  }, async sia => {
    const refused = await refusal(sia.jobs.createJob({ organizationId, createJobRequest: { ...wish, prompt: '' } }));
    assert.equal(refused.code, 'validation_failed');
    assert.deepEqual(refused.problem.errors?.map(it => [it.in, it.pointer]), [['body', '/prompt']]);
  });

  plays({
    operation: 'createJob', what: 'a new job by a viewer', given: 'an organization and a viewer of it', when: `POST ${JOBS}`, sends: wish,
    answers: problem(403, 'forbidden'),
  }, async sia => assert.equal((await refusal(sia.jobs.createJob({ organizationId, createJobRequest: wish }))).code, 'forbidden'));

  plays({
    operation: 'createJob', what: 'another job with a key that was used',
    given: 'a job that was created with the idempotency key used-before', when: `POST ${JOBS}`,
    headers: { 'Idempotency-Key': 'used-before' }, sends: wish, answers: problem(409, 'idempotency_key_reused'),
  }, async sia => {
    const refused = await refusal(sia.jobs.createJob({ organizationId, createJobRequest: wish, idempotencyKey: 'used-before' }));
    assert.deepEqual([refused.status, refused.code], [409, 'idempotency_key_reused']);
  });

  plays({
    operation: 'listJobs', what: 'the first page of the queued and failed jobs, oldest first', given: 'two queued jobs', when: `GET ${JOBS}`,
    query: { status: ['queued', 'failed'], sort: 'createdAt', limit: '1' },
    answers: answer(jobPage, { exactly: ['$.items[*].title', '$.items[*].status', '$.items[*].labels', '$.items[*].repository'] }),
  }, async sia => {
    const page = await sia.jobs.listJobs({ organizationId, status: ['queued', 'failed'], sort: 'createdAt', limit: 1 });
    assert.deepEqual(page.items.map(it => it.status), ['queued']);
    assert.equal(page.nextCursor, jobPage.nextCursor);
  });

  plays({
    operation: 'getJob', what: 'a job that runs', given: 'a running job', when: `GET ${JOB}`,
    answers: jobAnswer(runningJob, ['$.latestAttempt.status', '$.latestAttempt.steps[*].step', '$.latestAttempt.steps[*].state', '$.latestAttempt.log.lastSeq']),
  }, async sia => {
    const { status, latestAttempt } = await sia.jobs.getJob({ organizationId, jobId });
    assert.deepEqual([status, latestAttempt?.status, latestAttempt?.log.lastSeq], ['in_progress', 'running', 3]);
  });

  plays({
    operation: 'getJob', what: 'a job in review', given: 'a job in review', when: `GET ${JOB}`,
    answers: jobAnswer(job('in_review', 1, {
      publication: {
        branch: `sia/${jobId}`, commit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
        pullRequestUrl: 'https://git.example.com/acme/exporter/pulls/7', filesChanged: 2, insertions: 40, deletions: 3,
      },
    }), ['$.publication.pullRequestUrl', '$.publication.filesChanged', '$.publication.insertions', '$.publication.deletions']),
  }, async sia => {
    const { publication } = await sia.jobs.getJob({ organizationId, jobId });
    assert.deepEqual([publication?.filesChanged, publication?.pullRequestUrl], [2, 'https://git.example.com/acme/exporter/pulls/7']);
  });

  plays({
    operation: 'getJob', what: 'a job that is not there', given: 'an organization without jobs', when: `GET ${JOB}`,
    answers: problem(404, 'not_found'),
  }, async sia => assert.equal((await refusal(sia.jobs.getJob({ organizationId, jobId }))).status, 404));

  plays({
    operation: 'updateJob', what: 'change a waiting job', given: 'a queued job', when: `PATCH ${JOB}`, headers: { 'If-Match': '"1"' },
    sends: change,
    answers: jobAnswer(job('queued', 0, { priority: 'high', stepTimeoutSeconds: 600, position: 1, retry: { maxAttempts: 5, failures: ['tool', 'agent'] } }),
      ['$.priority', '$.stepTimeoutSeconds', '$.retry', '$.position']),
  }, async sia => {
    const changed = await sia.jobs.updateJob({ organizationId, jobId, updateJobRequest: change, ifMatch: '"1"' });
    assert.deepEqual([changed.priority, changed.stepTimeoutSeconds, changed.retry.maxAttempts], ['high', 600, 5]);
  });

  plays({
    operation: 'updateJob', what: 'change a job that somebody else has changed', given: 'a queued job', when: `PATCH ${JOB}`,
    headers: { 'If-Match': '"999"' }, sends: change, answers: problem(412, 'precondition_failed', { currentEtag: '"1"' }),
  }, async sia => {
    const refused = await refusal(sia.jobs.updateJob({ organizationId, jobId, updateJobRequest: change, ifMatch: '"999"' }));
    assert.deepEqual([refused.code, refused.problem.currentEtag], ['precondition_failed', '"1"']);
  });

  plays({
    operation: 'updateJob', what: 'change a job that runs', given: 'a running job', when: `PATCH ${JOB}`, headers: { 'If-Match': '*' },
    sends: change, answers: problem(409, 'illegal_transition', { currentStatus: 'in_progress' }, { exactly: ['$.currentStatus'] }),
  }, async sia => {
    const refused = await refusal(sia.jobs.updateJob({ organizationId, jobId, updateJobRequest: change, ifMatch: '*' }));
    assert.deepEqual([refused.code, refused.problem.currentStatus], ['illegal_transition', 'in_progress']);
  });

  plays({
    operation: 'updateJob', what: 'change a job without saying which version', given: 'a queued job', when: `PATCH ${JOB}`, sends: change,
    answers: problem(428, 'precondition_required'),
  }, async sia => assert.equal((await refusal(sia.jobs.updateJob({ organizationId, jobId, updateJobRequest: change }))).status, 428));

  plays({
    operation: 'cancelJob', what: 'cancel a queued job', given: 'a queued job', when: `POST ${JOB}/cancel`, sends: { reason: 'No longer needed' },
    answers: jobAnswer(job('cancelled', 0, {
      finishedAt: '2026-11-23T09:31:00Z',
      cancellation: {
        stage: 'stopped', reason: 'No longer needed', requestedBy: { kind: 'user', id: 'ada', name: 'ada@example.com' },
        requestedAt: '2026-11-23T09:31:00Z', stoppedAt: '2026-11-23T09:31:00Z',
      },
    }), ['$.cancellation.stage', '$.cancellation.reason', '$.cancellation.requestedBy.kind'], 202),
  }, async sia => {
    const { cancellation } = await sia.jobs.cancelJob({ organizationId, jobId, cancelJobRequest: { reason: 'No longer needed' } });
    assert.equal(cancellation?.stage, 'stopped');
  });

  plays({
    operation: 'retryJob', what: 'try a failed job again with another prompt', given: 'a failed job', when: `POST ${JOB}/retry`,
    sends: { prompt: 'Add the flag to the export command alone.' },
    answers: jobAnswer(job('queued', 1, { prompt: 'Add the flag to the export command alone.' }), ['$.prompt', '$.queue'], 202),
  }, async sia => {
    const { prompt } = await sia.jobs.retryJob({ organizationId, jobId, retryJobRequest: { prompt: 'Add the flag to the export command alone.' } });
    assert.match(prompt, /alone/);
  });

  plays({
    operation: 'reworkJob', what: 'send a job back', given: 'a job in review', when: `POST ${JOB}/rework`,
    sends: { comments: [{ file: 'src/export.py', line: 12, text: 'Keep the old default.' }] },
    answers: jobAnswer(job('queued', 1, { queue: 'rework' }), ['$.queue'], 202),
  }, async sia => {
    const reworkJobRequest = { comments: [{ file: 'src/export.py', line: 12, text: 'Keep the old default.' }] };
    assert.equal((await sia.jobs.reworkJob({ organizationId, jobId, reworkJobRequest })).queue, 'rework');
  });

  plays({
    operation: 'completeJob', what: 'accept the work of a job', given: 'a job in review', when: `POST ${JOB}/complete`,
    answers: jobAnswer(job('completed', 1, { finishedAt: '2026-11-23T09:31:00Z' })),
  }, async sia => assert.equal((await sia.jobs.completeJob({ organizationId, jobId })).status, 'completed'));

  plays({
    operation: 'archiveJob', what: 'put a failed job away', given: 'a failed job', when: `POST ${JOB}/archive`,
    answers: jobAnswer(job('archived', 1, { finishedAt: '2026-11-23T09:31:00Z' })),
  }, async sia => assert.equal((await sia.jobs.archiveJob({ organizationId, jobId })).status, 'archived'));

  plays({
    operation: 'createHint', what: 'tell the tool that works on a job something', given: 'a running job', when: `POST ${JOB}/hints`,
    sends: { text: 'Use the database in compose.yaml.' },
    answers: answer(hint, { exactly: ['$.attempt', '$.text', '$.createdBy.kind'] }, 202),
  }, async sia => assert.equal(
    (await sia.jobs.createHint({ organizationId, jobId, createHintRequest: { text: 'Use the database in compose.yaml.' } })).attempt, 1));

  plays({
    operation: 'listJobAttempts', what: 'all attempts of a job', given: 'a failed job', when: `GET ${JOB}/attempts`,
    answers: answer(failedAttempts, { exactly: ['$.items[*].number', '$.items[*].status', '$.items[*].log.lastSeq', '$.items[*].failure'] }),
  }, async sia => {
    const { items: [attempt] } = await sia.jobs.listJobAttempts({ organizationId, jobId });
    assert.deepEqual([attempt?.status, attempt?.failure?.class], ['failed', 'verification']);
  });

  plays({
    operation: 'listJobRevisions', what: 'what was asked of a job', given: 'a job that was sent back', when: `GET ${JOB}/revisions`,
    answers: answer(revisions, revisionRules),
  }, async sia => {
    const { items } = await sia.jobs.listJobRevisions({ organizationId, jobId });
    assert.deepEqual(items.map(it => it.kind), ['created', 'rework']);
  });

  plays({
    operation: 'getJobWorkflow', what: 'the workflow of a job in review', given: 'a job in review', when: `GET ${JOB}/workflow`,
    answers: answer(workflow, { exactly: ['$.attemptCount'], matching: { '$.id': `job-${UUID}`, '$.status': 'running|completed' } }),
  }, async sia => assert.ok((await sia.jobs.getJobWorkflow({ organizationId, jobId })).runId));

  plays({
    operation: 'getJobScheduling', what: 'why a job waits', given: 'a queued job in a paused queue', when: `GET ${JOB}/scheduling`,
    answers: answer(scheduling, {
      exactly: ['$.state', '$.position', '$.reasons'],
      matching: {
        '$.reasons[*].message': 'The queue backlog is paused by .*: Release freeze.*|The organization has no agent\\.',
        '$.reasons[*].pause.at': INSTANT, '$.reasons[*].pause.until': INSTANT, '$.reasons[*].pause.by.id': '.+', '$.reasons[*].pause.by.name': '.+',
      },
    }),
  }, async sia => {
    const { reasons } = await sia.queues.getJobScheduling({ organizationId, jobId });
    assert.deepEqual(reasons.map(it => it.code), ['queue_paused', 'no_agent_online']);
  });
});
