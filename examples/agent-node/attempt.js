// One attempt: runs the steps of its job, and keeps what the server does not have yet: reports, log lines, the result.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const STREAMS = { LOG_STREAM_STDOUT: 1, LOG_STREAM_STDERR: 2, LOG_STREAM_SYSTEM: 3 };
const STEPS = { STEP_PREPARE: 1, STEP_GENERATE: 2, STEP_VERIFY: 3, STEP_PUBLISH: 4, STEP_CLEANUP: 5 };
const WINDOW = 4; // batches under way
const MOST_LINES = 10_000; // that wait for the server; then the tool waits
const STALL_MS = 15_000;
const REPEAT_RESULT_MS = 5_000;
const TIME_UP_KILL_AFTER_MS = 2_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const COMMIT = 'git add --all && { git diff --cached --quiet || git commit --quiet --message "$4"; }';
const AUTHOR = { GIT_AUTHOR_NAME: 'SIA example agent', GIT_AUTHOR_EMAIL: 'agent@sia.invalid' };
const COMMITTER = { GIT_COMMITTER_NAME: AUTHOR.GIT_AUTHOR_NAME, GIT_COMMITTER_EMAIL: AUTHOR.GIT_AUTHOR_EMAIL };

export class Attempt {
  constructor(offer, directory, maxLineBytes) {
    this.offer = offer;
    this.directory = directory;
    this.maxLineBytes = maxLineBytes;
    this.reports = [];
    this.reported = 0;
    this.lines = []; // not acknowledged; the first of them has number acked + 1
    this.acked = 0;
    this.sent = 0;
    this.digest = Buffer.alloc(32);
    this.hints = new Set();
    this.done = this.run();
  }

  frame(kind, more = {}) {
    return { [kind]: { attemptId: this.offer.attemptId, lease: this.offer.lease, ...more } };
  }

  // Steps

  async run() {
    this.workspace = mkdtempSync(join(this.directory, 'attempt-'));
    this.hintsFile = `${this.workspace}.hints`;
    writeFileSync(this.hintsFile, '');
    const timer = this.limit("The attempt's time was up.", this.offer.timeout);
    const { job } = this.offer;
    const commands = {
      STEP_PREPARE: [['git clone --quiet --branch "$2" -- "$1" . && git checkout --quiet -b "$3"'], 'FAILURE_CLASS_REPOSITORY'],
      STEP_GENERATE: [[job.prompt, COMMIT], 'FAILURE_CLASS_TOOL'],
      STEP_PUBLISH: [['git push --quiet origin "HEAD:refs/heads/$3"'], 'FAILURE_CLASS_PUBLICATION'],
    };
    let failed;
    for (const step of job.steps) {
      if (failed && step !== 'STEP_CLEANUP') continue;
      this.report(step, 'STEP_STATE_STARTED');
      const [lines, failureClass] = commands[step] ?? [];
      if (lines === undefined) {
        if (step === 'STEP_CLEANUP') this.removeWorkspace();
        this.report(step, step === 'STEP_CLEANUP' ? 'STEP_STATE_SUCCEEDED' : 'STEP_STATE_SKIPPED');
        continue;
      }
      const stepTimer = this.limit("The step's time was up.", this.offer.stepTimeout);
      let code = 0;
      for (const line of lines) code ||= await this.shell(step, line);
      clearTimeout(stepTimer);
      if (!this.stopped && code === 0 && step === 'STEP_PUBLISH') this.publication = this.published();
      if (this.stopped || code !== 0) failed = { failureClass, failedStep: step, failureMessage: `It ended with exit code ${code}.` };
      this.report(step, failed ? 'STEP_STATE_FAILED' : 'STEP_STATE_SUCCEEDED', code);
    }
    clearTimeout(timer);
    this.removeWorkspace();
    this.result = failed ? this.failure(failed) : { outcome: 'OUTCOME_SUCCEEDED', publication: this.publication };
  }

  failure(failed) {
    if (this.cancelled) return { outcome: 'OUTCOME_CANCELLED' };
    const failureClass = this.timedOut ? 'FAILURE_CLASS_TIMEOUT' : failed.failureClass;
    return { ...failed, outcome: 'OUTCOME_FAILED', failureClass, failureMessage: this.stopped ?? failed.failureMessage };
  }

  // Stops the attempt when a time from the offer is up; an absent one is none.
  limit(why, time) {
    if (!time) return undefined;
    return setTimeout(() => {
      this.timedOut = !this.stopped;
      this.stop(why, TIME_UP_KILL_AFTER_MS);
    }, Math.min(LONGEST_TIMER_MS, time.seconds * 1000 + time.nanos / 1e6));
  }

  removeWorkspace() {
    rmSync(this.workspace, { recursive: true, force: true });
    rmSync(this.hintsFile, { force: true });
  }

  published() {
    const git = (...words) => execFileSync('git', words, { cwd: this.workspace, encoding: 'utf8' }).trim();
    const { baseBranch, workBranch } = this.offer.job;
    const files = git('diff', '--numstat', `origin/${baseBranch}`, 'HEAD').split('\n').filter(Boolean).map((line) => line.split('\t'));
    const sum = (column) => files.reduce((total, file) => total + (Number(file[column]) || 0), 0); // "-" for a binary file
    return { branch: workBranch, commit: git('rev-parse', 'HEAD'), filesChanged: files.length, insertions: sum(0), deletions: sum(1) };
  }

  async shell(step, command) {
    if (this.stopped) return 1;
    const { repositoryUrl, baseBranch, workBranch, title } = this.offer.job;
    // Detached: a process group of its own, so that it can be stopped whole.
    this.child = spawn('sh', ['-c', command, 'sh', repositoryUrl, baseBranch, workBranch, title], {
      cwd: this.workspace, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...AUTHOR, ...COMMITTER, ...process.env, SIA_HINTS_FILE: this.hintsFile },
    });
    const ended = new Promise((resolve) => this.child.on('exit', (code) => resolve(code ?? 1)).on('error', () => resolve(127)));
    await Promise.all([this.read(step, 'LOG_STREAM_STDOUT', this.child.stdout), this.read(step, 'LOG_STREAM_STDERR', this.child.stderr)]);
    const code = await ended;
    this.child = undefined;
    return code;
  }

  async read(step, stream, input) {
    for await (const line of createInterface({ input })) {
      this.append(step, stream, line);
      while (this.lines.length > MOST_LINES && !this.stopped) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  stop(why, killAfterMs) {
    this.stopped ??= why;
    const { child } = this;
    if (!child) return;
    signal(child, killAfterMs > 0 ? 'SIGTERM' : 'SIGKILL');
    setTimeout(() => child === this.child && signal(child, 'SIGKILL'), killAfterMs);
  }

  cancel(killAfterMs) {
    this.cancelled = true;
    this.acknowledge(this.frame('cancelAck'));
    this.stop('It was cancelled.', killAfterMs);
  }

  // Puts words of a person where the tool finds them: SIA_HINTS_FILE, one JSON object a line.
  hint({ hintId, author, text }) {
    if (!this.result && !this.hints.has(hintId)) appendFileSync(this.hintsFile, `${JSON.stringify({ id: hintId, at: new Date(), author, text })}\n`);
    this.hints.add(hintId);
    this.acknowledge(this.frame('hintAck', { hintId }));
  }

  // What is acknowledged once more is sent once more, and not kept twice.
  acknowledge(frame) {
    const known = this.reports.findIndex((report) => JSON.stringify(report) === JSON.stringify(frame));
    if (known < 0) this.reports.push(frame);
    else this.reported = Math.min(this.reported, known);
  }

  report(step, state, exitCode) {
    const at = timestamp();
    this.reports.push(this.frame('stepReport', exitCode === undefined ? { step, state, at } : { step, state, at, exitCode }));
  }

  // Log

  append(step, stream, text) {
    let rest = Buffer.from(text.replaceAll('\0', '\uFFFD'));
    const repaired = text.includes('\0') || text.includes('\uFFFD');
    while (rest.length > this.maxLineBytes) {
      let end = this.maxLineBytes;
      while ((rest[end] & 0xc0) === 0x80) end--; // not in the midst of a character
      this.add({ at: timestamp(), stream, step, text: rest.toString('utf8', 0, end), continued: true, repaired });
      rest = rest.subarray(end);
    }
    this.add({ at: timestamp(), stream, step, text: rest.toString(), continued: false, repaired });
  }

  add(line) {
    const text = Buffer.from(line.text);
    const fixed = Buffer.alloc(23); // dropped_lines stays 0
    fixed.writeBigInt64BE(BigInt(line.at.seconds) * 1_000_000n + BigInt(line.at.nanos / 1000));
    fixed.set([STREAMS[line.stream], STEPS[line.step], (line.continued ? 1 : 0) + (line.repaired ? 2 : 0)], 8);
    fixed.writeUInt32BE(text.length, 19);
    this.digest = createHash('sha256').update(this.digest).update(fixed).update(text).digest();
    this.lines.push(line);
  }

  acknowledged(seq) {
    if (seq > this.acked) {
      this.lines.splice(0, seq - this.acked);
      this.acked = seq;
      this.sent = Math.max(this.sent, seq);
      this.movedAt = Date.now();
    } else if (this.sent > seq && this.sentAgainAfter !== seq) {
      this.sent = this.acked; // a batch left a hole
      this.sentAgainAfter = seq;
    }
  }

  resume(seq) {
    this.acknowledged(seq);
    this.sent = this.acked;
    this.sentAgainAfter = undefined;
    this.reported = 0;
    this.resultSentAt = 0;
  }

  // What is to be sent now, in this order: reports, lines, and when all lines are acknowledged the result.
  *frames(limits) {
    while (this.reported < this.reports.length) yield this.reports[this.reported++];
    if (this.sent > this.acked && Date.now() - this.movedAt > STALL_MS) this.sent = this.acked;
    while (this.sent < this.acked + this.lines.length && this.sent - this.acked < WINDOW * limits.maxBatchLines) {
      if (this.sent === this.acked) this.movedAt = Date.now();
      const lines = [];
      let bytes = 0;
      for (const line of this.lines.slice(this.sent - this.acked, this.sent - this.acked + limits.maxBatchLines)) {
        bytes += Buffer.byteLength(line.text);
        if (bytes > limits.maxBatchBytes) break;
        lines.push(line);
      }
      yield this.frame('logBatch', { firstSeq: this.sent + 1, lines });
      this.sent += lines.length;
    }
    if (this.result && this.lines.length === 0 && Date.now() - (this.resultSentAt ?? 0) > REPEAT_RESULT_MS) {
      this.resultSentAt = Date.now();
      yield this.frame('attemptResult', { ...this.result, finalLogSeq: this.acked, logDigest: this.digest });
    }
  }
}

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch {
    // It has ended.
  }
}

function timestamp() {
  const now = Date.now();
  return { seconds: Math.floor(now / 1000), nanos: (now % 1000) * 1_000_000 };
}
