import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { MoveJobRequest, MovedJob, OrganizationSettings, QueueList, QueueOverview } from '@sia/client';
import { answer, jobId, organizationId, plays, problem, refusal } from './consumer.js';
import { pausedQueue, queue } from './samples.js';

const ORGANIZATION = '/v1/organizations/{organizationId}';
const BACKLOG = `${ORGANIZATION}/queues/backlog`;

const toTheHead: MoveJobRequest = { jobId, to: 'head' };
const queues: QueueList = {
  items: [
    { name: 'rework', etag: '"1"', queuedCount: 0, runningCount: 0 },
    { name: 'backlog', etag: '"1"', queuedCount: 1, runningCount: 0 },
  ],
};
const settings: OrganizationSettings = { etag: '"2"', maxRunningJobs: 20, logKeepDays: 90, logKeepMebibytes: 512 };
const moved: MovedJob = { jobId, queue: 'backlog', position: 1, etag: '"2"' };

describe('queues and settings over REST', () => {
  plays({
    operation: 'listQueues', what: 'both queues', given: 'a queued job', when: `GET ${ORGANIZATION}/queues`,
    answers: answer(queues, { exactly: ['$.items'] }),
  }, async sia => assert.deepEqual((await sia.queues.listQueues({ organizationId })).items.map(it => it.name), ['rework', 'backlog']));

  plays({
    operation: 'getQueue', what: 'the backlog', given: 'a queued and a running job', when: `GET ${BACKLOG}`,
    answers: answer(queue, {
      exactly: ['$.name', '$.etag', '$.queuedCount', '$.runningCount', '$.queued[*].position', '$.queued[*].title', '$.queued[*].priority',
        '$.running[*].attempt', '$.running[*].attemptStatus', '$.running[*].step'],
    }),
  }, async sia => {
    const { queued, running } = await sia.queues.getQueue({ organizationId, queueName: 'backlog' });
    assert.deepEqual([queued[0]?.position, running[0]?.attemptStatus], [1, 'running']);
  });

  plays({
    operation: 'pauseQueue', what: 'pause the backlog for two hours', given: 'a queued job', when: `POST ${BACKLOG}/pause`,
    sends: { note: 'Release freeze', forSeconds: 7200 },
    answers: answer(pausedQueue, { exactly: ['$.name', '$.etag', '$.queuedCount', '$.pause.note', '$.pause.by.kind'] }),
  }, async sia => {
    const { pause } = await sia.queues.pauseQueue({
      organizationId, queueName: 'backlog', pauseQueueRequest: { note: 'Release freeze', forSeconds: 7200 },
    });
    assert.equal(pause?.note, 'Release freeze');
  });

  plays({
    operation: 'resumeQueue', what: 'resume the backlog', given: 'a queued job in a paused queue', when: `POST ${BACKLOG}/resume`,
    answers: answer<QueueOverview>({ name: 'backlog', etag: '"3"', queuedCount: 1, runningCount: 0 }, { exactly: ['$.name', '$.etag', '$.queuedCount'] }),
  }, async sia => assert.equal((await sia.queues.resumeQueue({ organizationId, queueName: 'backlog' })).pause, undefined));

  plays({
    operation: 'resumeQueue', what: 'resume a queue that is not paused', given: 'a queued job', when: `POST ${BACKLOG}/resume`,
    answers: problem(409, 'queue_not_paused'),
  }, async sia => assert.equal((await refusal(sia.queues.resumeQueue({ organizationId, queueName: 'backlog' }))).code, 'queue_not_paused'));

  plays({
    operation: 'moveJob', what: 'move a job to the head', given: 'a queued job', when: `POST ${BACKLOG}/move`, headers: { 'If-Match': '"1"' },
    sends: toTheHead, sendsFromState: { '$.jobId': 'jobId' }, answers: answer(moved, { exactly: ['$.queue', '$.position', '$.etag'] }),
  }, async sia => {
    const { position } = await sia.queues.moveJob({ organizationId, queueName: 'backlog', moveJobRequest: toTheHead, ifMatch: '"1"' });
    assert.equal(position, 1);
  });

  plays({
    operation: 'moveJob', what: 'move a job in a queue that others have changed', given: 'a queued job in a paused queue',
    when: `POST ${BACKLOG}/move`, headers: { 'If-Match': '"1"' }, sends: toTheHead, sendsFromState: { '$.jobId': 'jobId' },
    answers: problem(412, 'precondition_failed', {
      currentEtag: '"2"',
      changes: [{
        organizationId, number: 2, type: 'queue.paused', at: '2026-11-23T09:30:00Z', actor: { kind: 'user', id: 'ada', name: 'ada@example.com' },
        queue: 'backlog', reason: 'Release freeze (until 2026-11-23T11:30:00Z)',
      }],
    }, { exactly: ['$.changes[*].type', '$.changes[*].queue'] }),
  }, async sia => {
    const { code, problem: { currentEtag, changes } } = await refusal(
      sia.queues.moveJob({ organizationId, queueName: 'backlog', moveJobRequest: toTheHead, ifMatch: '"1"' }));
    assert.deepEqual([code, currentEtag, changes?.[0]?.type], ['precondition_failed', '"2"', 'queue.paused']);
  });

  plays({
    operation: 'getSettings', what: 'the settings', given: 'an organization and its owner', when: `GET ${ORGANIZATION}/settings`,
    answers: answer<OrganizationSettings>({ etag: '"1"' }, { exactly: ['$'] }),
  }, async sia => assert.equal((await sia.organizations.getSettings({ organizationId })).maxRunningJobs, undefined));

  plays({
    operation: 'updateSettings', what: 'let at most 20 jobs run and keep logs for 90 days or 512 MiB', given: 'an organization and its owner',
    when: `PUT ${ORGANIZATION}/settings`, headers: { 'If-Match': '"1"' },
    sends: { maxRunningJobs: 20, logKeepDays: 90, logKeepMebibytes: 512 }, answers: answer(settings, { exactly: ['$'] }),
  }, async sia => {
    const updateSettingsRequest = { maxRunningJobs: 20, logKeepDays: 90, logKeepMebibytes: 512 };
    assert.equal((await sia.organizations.updateSettings({ organizationId, updateSettingsRequest, ifMatch: '"1"' })).etag, '"2"');
  });
});
