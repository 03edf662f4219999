// Changes copies of the contracts and looks whether the gate finds what breaks, says where, and lets the rest pass.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { check } from '../gate/check.mjs';
import { PARTS } from '../gate/files.mjs';

const CONTRACTS = fileURLToPath(new URL('..', import.meta.url));
const TODAY = '2027-01-15';
const OPENAPI = 'openapi/sia.yaml';
const ASYNCAPI = 'asyncapi/sia-live.yaml';
const PROTO = 'proto/sia/agent/v1/agent.proto';
const JOB = 'schemas/job.yaml';
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'sia-gate-'));
let copies = 0;

after(() => fs.rmSync(work, { recursive: true }));

/** A copy in which the present contracts are the released ones, nothing is accepted and the changelog has something to say. */
class Copy {
  constructor() {
    this.directory = path.join(work, String(copies++));
    for (const part of PARTS) {
      fs.cpSync(path.join(CONTRACTS, part), path.join(this.directory, part), { recursive: true });
    }
    fs.cpSync(path.join(CONTRACTS, 'buf.yaml'), path.join(this.directory, 'buf.yaml'));
    this.write('accepted-changes.yaml', '[]\n');
    this.write('CHANGELOG.md', '# Changes\n\n## Unreleased\nSomething.\n\n## 0.0.1\nOld.\n');
    this.release();
  }

  release() {
    for (const part of PARTS) {
      fs.cpSync(path.join(this.directory, part), path.join(this.directory, 'released', part), { recursive: true });
    }
    return this;
  }

  write(file, text) {
    fs.writeFileSync(path.join(this.directory, file), text);
    return this;
  }

  /** Replaces text after a line that begins with `section`. */
  edit(file, section, from, to) {
    const text = fs.readFileSync(path.join(this.directory, file), 'utf8');
    const start = section === '' ? 0 : text.search(new RegExp(`^${section}`, 'm'));
    assert.ok(start >= 0, `${file} has ${section}`);
    const tail = text.slice(start);
    assert.ok(tail.includes(from), `${file} has ${from} after ${section}`);
    return this.write(file, text.slice(0, start) + tail.replace(from, () => to));
  }

  check(today = TODAY) {
    return check(this.directory, today);
  }
}

function passes(copy, today) {
  assert.deepEqual(copy.check(today), { breaking: [], problems: [] });
}

/** The gate says these lines, one after the other, and nothing else. */
function breaks(copy, ...lines) {
  const { breaking, problems } = copy.check();
  assert.deepEqual(problems, []);
  assert.equal(breaking.length, lines.length, breaking.join('\n'));
  lines.forEach((line, index) => assert.ok(breaking[index].startsWith(line), `${breaking[index]}\nis not\n${line}`));
}

function accept(copy, { contract, place, change, ...rest }) {
  return copy.write('accepted-changes.yaml', JSON.stringify([{ contract, place, change, reason: 'Meant.', date: '2027-01-02', ...rest }]));
}

const renamed = () => new Copy().edit(JOB, 'Job:', 'workBranch,', 'branch,').edit(JOB, 'Job:', '    workBranch:', '    branch:');
const RENAMED = { contract: 'openapi', place: 'Job.workBranch', change: 'field renamed to branch in responses' };

test('an unchanged copy passes', () => passes(new Copy()));

test('a renamed field of a response', () =>
  breaks(renamed(), 'openapi: Job.workBranch: field renamed to branch in responses (in createJob 201, getJob 200,'));

test('a changed status code', () =>
  breaks(new Copy().edit(OPENAPI, '      operationId: createJob', "'201'", "'200'"),
    'openapi: createJob response 201: status code 201 became 200'));

test('a changed field number', () =>
  breaks(new Copy().edit(PROTO, 'message EnrolRequest', 'string name = 1;', 'string name = 2;'),
    'protobuf: EnrolRequest.name: Previously present field "1" with name "name" on message "EnrolRequest" was deleted (FIELD_NO_DELETE)'));

test('a changed payload of a frame', () =>
  breaks(new Copy().edit(ASYNCAPI, '    Ended:', 'finalSeq: { type: integer, format: int64', 'finalSeq: { type: string'),
    'asyncapi: Ended.finalSeq: type integer became string in frames of the server (in ended)'));

test('a changed event, in every contract that has it', () =>
  breaks(new Copy().edit('schemas/event.yaml', 'Event:', '    jobId: { type: string, format: uuid', '    jobId: { type: integer'),
    'openapi: Event.jobId: type string became integer in responses (in ',
    'asyncapi: Event.jobId: type string became integer in frames of the server (in event)'));

test('a stricter role', () =>
  breaks(new Copy().edit(OPENAPI, '      operationId: getJob\\n', 'x-required-role: viewer', 'x-required-role: admin'),
    'openapi: getJob: required role viewer became admin, which is stricter'));

test('a milder role passes', () =>
  passes(new Copy().edit(OPENAPI, '      operationId: createJob\\n', 'x-required-role: member', 'x-required-role: viewer')));

test('another scope', () =>
  breaks(new Copy().edit(OPENAPI, '      operationId: getJob\\n', 'x-required-scope: jobs:read', 'x-required-scope: jobs:write'),
    'openapi: getJob: required scope jobs:read became jobs:write'));

test('a removed operation', () => {
  const copy = new Copy();
  const text = fs.readFileSync(path.join(copy.directory, OPENAPI), 'utf8');
  copy.write(OPENAPI, text.replace(/^ {2}\/v1\/me:\n(?: {3,}.*\n)+/m, ''));
  breaks(copy, 'openapi: getMe: operation removed');
});

test('a removed and a newly required parameter', () =>
  breaks(new Copy()
    .edit(OPENAPI, '      operationId: listJobs\\n', "        - $ref: '#/components/parameters/sort'\n", '')
    .edit(OPENAPI, '    cursor: ', 'in: query,', 'in: query, required: true,'),
  'openapi: listMembers query parameter cursor: parameter newly required',
  'openapi: listJobs query parameter sort: parameter removed',
  ...fs.readFileSync(path.join(CONTRACTS, OPENAPI), 'utf8').split('operationId: ').slice(1)
    .filter(operation => operation.includes('/parameters/cursor') && !operation.startsWith('listMembers'))
    .map(operation => `openapi: ${operation.split('\n')[0]} query parameter cursor: parameter newly required`)));

test('a newly required field of a request', () =>
  breaks(new Copy().edit(JOB, 'CreateJobRequest:', 'required: [prompt, repository]', 'required: [prompt, repository, title]'),
    'openapi: CreateJobRequest.title: field newly required in requests (in createJob)'));

test('less that a request may hold', () =>
  breaks(new Copy().edit(JOB, 'CreateJobRequest:', 'maxLength: 200', 'maxLength: 100'),
    'openapi: CreateJobRequest.title: maxLength 200 became 100 in requests (in createJob)'));

test('more that a request may hold passes', () =>
  passes(new Copy().edit(JOB, 'CreateJobRequest:', 'maxLength: 200', 'maxLength: 300')));

test('a field that a response no longer always has', () =>
  breaks(new Copy().edit(JOB, 'Job:', ', updatedAt]', ']'),
    'openapi: Job.updatedAt: field no longer always there in responses (in '));

test('fewer values in requests, more in responses', () =>
  breaks(new Copy().edit(JOB, 'JobPriority:', 'enum: [low,', 'enum: [lowest,'),
    'openapi: JobPriority: value lowest added in responses (in ',
    'openapi: JobPriority: value low no longer allowed in requests (in '));

test('more values of an open enum pass, fewer do not', () =>
  breaks(new Copy().edit('schemas/event.yaml', 'EventType:', 'enum: [job.queued,', 'enum: [job.new,'),
    'openapi: EventType: value job.queued no longer allowed in requests (in '));

test('a frame that clients send and a changed address', () =>
  breaks(new Copy()
    .edit(ASYNCAPI, '    Subscribe:', 'required: [type, subscriptionId, topic, organizationId]', 'required: [type, subscriptionId, topic, organizationId, jobId]')
    .edit(ASYNCAPI, 'channels:', 'address: /v1/live', 'address: /v2/live'),
  'asyncapi: Subscribe.jobId: field newly required in frames of clients (in subscribe)',
  'asyncapi: channel live: address /v1/live became /v2/live'));

test('a close code and an error code that are another', () =>
  breaks(new Copy()
    .edit(ASYNCAPI, '    x-close-codes:', '4401', '4402')
    .edit(ASYNCAPI, '    x-error-codes:', 'not_found', 'unknown'),
  'asyncapi: channel live: close code 4401 removed',
  'asyncapi: channel live: error code not_found removed'));

test('a frame under another name', () =>
  breaks(new Copy().edit(ASYNCAPI, '    gap:', 'name: gap', 'name: hole').edit(ASYNCAPI, '    Gap:', 'const: gap', 'const: hole'),
    'asyncapi: Gap: frame gap renamed to hole in frames of the server'));

test('a renamed field and a removed call of the agents', () =>
  breaks(new Copy()
    .edit(PROTO, 'message EnrolResponse', 'string credential = 3;', 'string secret = 3;')
    .edit(PROTO, 'service AgentService', 'rpc ConfirmCredential(', 'rpc Confirm('),
  'protobuf: AgentService.ConfirmCredential: Previously present RPC "ConfirmCredential" on service "AgentService" was deleted (RPC_NO_DELETE)',
  'protobuf: EnrolResponse.secret: Field "3" with name "secret" on message "EnrolResponse" changed option "json_name"',
  'protobuf: EnrolResponse.3: Field "3" on message "EnrolResponse" changed name from "credential" to "secret" (FIELD_SAME_NAME)'));

test('compatible additions pass', () =>
  passes(new Copy()
    .edit(JOB, 'Job:', '    title:', '    nickname: { type: string, description: Another name. }\n    title:')
    .edit(JOB, 'CreateJobRequest:', '    title:', '    nickname: { type: string, description: Another name. }\n    title:')
    .edit(ASYNCAPI, '    Ended:', '        finalSeq:', '        note: { type: string, description: For people. }\n        finalSeq:')
    .edit(PROTO, 'message EnrolRequest', 'string name = 1;', 'string name = 1;\n  // Another name.\n  string nickname = 2;')
    .edit(OPENAPI, '', '  /v1/me:\n', `  /v1/me/name:
    get:
      operationId: getMyName
      x-required-role: viewer
      responses: { '200': { description: The name. } }
  /v1/me:
`)));

test('a change that somebody accepted', () => passes(accept(renamed(), RENAMED)));

test('an accepted change that is not there any more, or has become another', () => {
  const { breaking, problems } = accept(renamed(), { ...RENAMED, change: 'field removed in responses' }).check();
  assert.equal(breaking.length, 1);
  assert.deepEqual(problems, ['accepted-changes.yaml: openapi: Job.workBranch: field removed in responses: there is no such change any more; remove the entry']);
});

test('an accepted change without a reason', () => {
  const { breaking, problems } = accept(renamed(), { ...RENAMED, reason: '' }).check();
  assert.equal(breaking.length, 1);
  assert.deepEqual(problems, ['accepted-changes.yaml: openapi: Job.workBranch: field renamed to branch in responses: reason is missing']);
});

function deprecated() {
  return new Copy()
    .edit(JOB, 'Job:', '    workBranch: { type: string,', '    workBranch: { type: string, deprecated: true, x-sunset: 2027-01-31,')
    .edit(OPENAPI, '', '      operationId: getMe\n', '      operationId: getMe\n      deprecated: true\n      x-sunset: 2027-01-31\n')
    .release()
    .edit(JOB, 'Job:', 'workBranch, ', '')
    .edit(JOB, 'Job:', '    workBranch: { type: string, deprecated: true, x-sunset: 2027-01-31, description: Branch that the agent makes for this job. }\n', '')
    .edit(OPENAPI, '', 'operationId: getMe\n', 'operationId: whoAmI\n');
}

test('a deprecated field and operation may go after their sunset', () => passes(deprecated(), '2027-02-01'));

test('a deprecated field and operation may not go before', () =>
  breaks(deprecated(), 'openapi: getMe: operation renamed to whoAmI before its sunset 2027-01-31',
    'openapi: Job.workBranch: field removed in responses before its sunset 2027-01-31 (in '));

test('a change needs its line in the changelog', () => {
  const copy = new Copy().write('CHANGELOG.md', '# Changes\n\n## Unreleased\n\n## 0.0.1\nOld.\n');
  passes(copy);
  copy.edit(PROTO, '', 'What the new agent is called.', 'How the new agent is called.');
  assert.deepEqual(copy.check(), { breaking: [], problems: [`CHANGELOG.md: "Unreleased" is empty, but not as released: ${PROTO}`] });
});

test('a reference that is wrapped to be deprecated is still the same', () =>
  passes(new Copy().edit(JOB, 'Job:', "    priority:\n      $ref: './job.yaml#/JobPriority'",
    "    priority:\n      deprecated: true\n      x-sunset: 2027-01-31\n      allOf: [{ $ref: './job.yaml#/JobPriority' }]")));

test('what is deprecated needs a sunset, and only that has one', () => {
  const file = path.join(work, 'sunset.yaml');
  fs.writeFileSync(file, `openapi: 3.0.3
paths:
  /a:
    get:
      deprecated: true
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } } }
    put:
      deprecated: true
      x-sunset: 2027-01-31
components:
  schemas:
    A:
      properties:
        gone: { type: string, deprecated: true }
        going: { type: string, deprecated: true, x-sunset: soon }
        well: { type: string, deprecated: true, x-sunset: 2027-01-31 }
        forever: { type: string, x-sunset: 2027-01-31 }
`);
  const spectral = path.join(CONTRACTS, 'node_modules/.bin/spectral');
  const run = spawnSync(spectral, ['lint', '--ruleset', path.join(CONTRACTS, '.spectral.yaml'), '--format=json', '--quiet', file],
    { encoding: 'utf8' });
  const found = JSON.parse(run.stdout).filter(({ code }) => String(code).startsWith('sia-sunset'))
    .map(({ code, path: place }) => `${code} ${place.join(' ')}`).sort();
  assert.deepEqual(found, [
    'sia-sunset components schemas A properties going x-sunset',
    'sia-sunset components schemas A properties gone',
    'sia-sunset paths /a get',
    'sia-sunset-deprecated components schemas A properties forever',
  ]);
});

test('the command fails and says why', () => {
  const run = directory => spawnSync(process.execPath, [path.join(CONTRACTS, 'gate/check.mjs'), directory, TODAY], { encoding: 'utf8' });
  assert.equal(run(new Copy().directory).status, 0);
  const failed = run(renamed().directory);
  assert.equal(failed.status, 1);
  assert.match(failed.stderr, /^openapi: Job\.workBranch: field renamed to branch in responses/);
});
