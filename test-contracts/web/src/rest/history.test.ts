import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { answer, jobId, organizationId, plays, problem, refusal, text } from './consumer.js';
import { auditEntries, events, logPage, timeline } from './samples.js';

const ORGANIZATION = '/v1/organizations/{organizationId}';
const JOB = `${ORGANIZATION}/jobs/{jobId}`;

function line(seq: number): string {
  return `event: line\nid: 1:${seq}\ndata: {"seq":${seq},"at":"2026-11-23T09:30:01.204Z","stream":"stdout","step":"generate","text":"line ${seq}"}\n\n`;
}

describe('logs and history over REST', () => {
  plays({
    operation: 'listJobLogs', what: 'the last lines of an attempt with a text in them', given: 'a running job', when: `GET ${JOB}/logs`,
    query: { attempt: '1', beforeSeq: '4', tail: 'true', limit: '2', step: 'generate', stream: 'stdout', contains: 'LINE' },
    answers: answer(logPage, {
      exactly: ['$.attempt', '$.lastSeq', '$.lines[*].stream', '$.lines[*].step'],
      matching: { '$.lines[*].text': 'line [23]' },
    }),
  }, async sia => {
    const page = await sia.logs.listJobLogs({
      organizationId, jobId, attempt: 1, beforeSeq: 4, tail: true, limit: 2, step: 'generate', stream: 'stdout', contains: 'LINE',
    });
    assert.equal(page.lines[0]?.text, 'line 2');
  });

  plays({
    operation: 'listJobLogs', what: 'a log beyond its last line', given: 'a running job', when: `GET ${JOB}/logs`,
    query: { attempt: '1', afterSeq: '4' }, answers: problem(400, 'validation_failed'),
  }, async sia => assert.equal((await refusal(sia.logs.listJobLogs({ organizationId, jobId, attempt: 1, afterSeq: 4 }))).status, 400));

  plays({
    operation: 'downloadJobLog', what: 'a whole log as text', given: 'a running job', when: `GET ${JOB}/logs/download`,
    headers: { Accept: 'text/plain' }, query: { attempt: '1' },
    answers: text('text/plain', '2026-11-23T09:30:01.204Z stdout generate line 1\n', '(\\S+Z stdout generate line [1-3]\\n)+'),
  }, async sia => {
    const log = await sia.logs.downloadJobLog({ organizationId, jobId, attempt: 1 },
      async ({ init }) => ({ headers: { ...init.headers, Accept: 'text/plain' } }));
    assert.match(await log.text(), / stdout generate line 1\n$/);
  });

  plays({
    operation: 'streamJobLog', what: 'the stream of the log of a job that is in review', given: 'a job in review', when: `GET ${JOB}/logs/stream`,
    answers: text('text/event-stream',
      `retry: 2000\n\n${line(1)}${line(2)}${line(3)}event: caught-up\ndata: {"attempt":1,"seq":3}\n\n`
      + 'event: ended\nid: 1:3\ndata: {"attempt":1,"finalSeq":3,"complete":true,"last":true}\n\n',
      '(?s)retry: 2000\\n\\nevent: line\\nid: 1:1\\ndata: \\{"seq":1,.*id: 1:2\\n.*id: 1:3\\n.*event: ended\\nid: 1:3\\n.*'),
  }, async sia => assert.match(await sia.logs.streamJobLog({ organizationId, jobId }), /"last":true\}\n\n$/));

  plays({
    operation: 'getJobTimeline', what: "the beginning of a job's story", given: 'a running job', when: `GET ${JOB}/timeline`,
    query: { limit: '1' },
    answers: answer(timeline, { exactly: ['$.items[*].kind', '$.items[*].type', '$.items[*].actor.kind', '$.items[*].queue', '$.items[*].text'] }),
  }, async sia => {
    const { items } = await sia.history.getJobTimeline({ organizationId, jobId, limit: 1 });
    assert.deepEqual(items.map(it => it.type), ['job.queued']);
  });

  plays({
    operation: 'listEvents', what: 'the events of one type', given: 'a queued job', when: `GET ${ORGANIZATION}/events`,
    query: { type: 'job.queued' },
    answers: answer(events, { exactly: ['$.items[*].number', '$.items[*].type', '$.items[*].actor.kind', '$.items[*].queue', '$.items[*].jobStatus', '$.readTo'] }),
  }, async sia => {
    const { items } = await sia.history.listEvents({ organizationId, type: ['job.queued'] });
    assert.deepEqual(items.map(it => [it.number, it.jobStatus]), [[1, 'queued']]);
  });

  plays({
    operation: 'streamEvents', what: 'the stream of the events that are stored', given: 'a queued job', when: `GET ${ORGANIZATION}/events/stream`,
    query: { afterNumber: '0', follow: 'false' },
    answers: text('text/event-stream',
      'retry: 2000\n\nevent: event\nid: 1\ndata: {"number":1,"type":"job.queued"}\n\nevent: caught-up\ndata: {"number":1}\n\n',
      '(?s)retry: 2000\\n\\nevent: event\\nid: 1\\ndata: \\{.*"number":1,"type":"job.queued".*event: caught-up\\ndata: \\{"number":1\\}\\n\\n'),
  }, async sia => assert.match(await sia.history.streamEvents({ organizationId, afterNumber: 0, follow: false }), /job\.queued/));

  plays({
    operation: 'listAuditEntries', what: 'who created a job, and from where', given: 'a queued job', when: `GET ${ORGANIZATION}/audit-entries`,
    query: { action: 'createJob', outcome: 'allowed' },
    answers: answer(auditEntries, { exactly: ['$.items[*].action', '$.items[*].outcome', '$.items[*].actor.kind', '$.items[*].eventNumber'] }),
  }, async sia => {
    const { items } = await sia.audit.listAuditEntries({ organizationId, action: 'createJob', outcome: 'allowed' });
    assert.ok(items[0]?.address);
  });
});
