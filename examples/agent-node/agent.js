#!/usr/bin/env node
// An agent for SIA: enrols once, keeps a session, runs one job at a time with `sh -c "$PROMPT"`. An example for authors of agents:
// the protocol is in agent.proto, and `sia agent conformance` tries whether an agent keeps to it.
import { readFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { Attempt } from './attempt.js';

const PROTO = process.env.SIA_AGENT_PROTO ?? new URL('../../contracts/proto/sia/agent/v1/agent.proto', import.meta.url).pathname;
const REFUSED = [grpc.status.UNAUTHENTICATED, grpc.status.FAILED_PRECONDITION, grpc.status.INVALID_ARGUMENT, grpc.status.UNIMPLEMENTED];
const TICK_MS = 50;
const GOOD_SESSION_MS = 10_000;
const LOST_KILL_AFTER_MS = 2_000;

let attempt; // the one that the server has not let go of
let stream;
let terms; // of the present session
let goAway;
let draining = false;
let drainSent = false;
let heardAt = Date.now();
let sentAt = 0;
let graceMs = Infinity;
let failures = 0;

const settings = Object.fromEntries(['SIA_SERVER_GRPC', 'SIA_ENROLMENT_TOKEN_FILE', 'SIA_STATE_DIR', 'SIA_AGENT_NAME'].map((name) => {
  if (!process.env[name]) leave(2, `${name} is missing`);
  return [name, process.env[name]];
}));
const { sia } = grpc.loadPackageDefinition(loader.loadSync(PROTO, { longs: Number, enums: String, defaults: true, oneofs: true }));
const client = new sia.agent.v1.AgentService(settings.SIA_SERVER_GRPC, grpc.credentials.createInsecure());

process.on('SIGTERM', () => { draining = true; });
process.on('SIGINT', () => { draining = true; });
setInterval(tick, TICK_MS);
main().catch((failure) => leave(1, failure.message));

async function main() {
  const credential = await enrolled();
  for (;;) {
    const openedAt = Date.now();
    const status = await session(credential);
    terms = undefined;
    if (draining && !attempt) leave(0, 'Stopped');
    if (REFUSED.includes(status.code)) leave(3, `The server refused this agent: ${status.details}`);
    if (Date.now() - openedAt > GOOD_SESSION_MS) failures = 0;
    const wait = goAway
      ? between(ms(goAway.reconnectAfter), ms(goAway.reconnectWithin))
      : between(1000, Math.min(60_000, 2000 * 2 ** failures++));
    console.log(`The session ended (${status.details}); the next one begins in ${Math.round(wait)} ms`);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function enrolled() {
  const file = join(settings.SIA_STATE_DIR, 'credential');
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const token = readFileSync(settings.SIA_ENROLMENT_TOKEN_FILE, 'utf8').trim();
  const { credential } = await new Promise((resolve, reject) => client.enrol(
    { name: settings.SIA_AGENT_NAME }, bearer(token), (failure, response) => (failure ? reject(failure) : resolve(response))));
  writeFileSync(file, credential, { mode: 0o600 });
  return credential;
}

// Holds one stream and tells the status that it ended with.
function session(credential) {
  return new Promise((resolve) => {
    drainSent = false;
    goAway = undefined;
    stream = client.connect(bearer(credential));
    stream.on('data', heard).on('error', () => {}).on('status', resolve);
    const held = attempt ? [{ attemptId: attempt.offer.attemptId, lease: attempt.offer.lease, ackedLogSeq: attempt.acked }] : [];
    send({ attach: { protocolMajor: 1, protocolMinor: 0, agentVersion: 'node-example', labels: ['node'], capacity: 1, heldAttempts: held } });
  });
}

function heard(response) {
  heardAt = Date.now();
  const frame = response[response.frame]; // undefined for a kind that this agent does not know
  const own = frame?.attemptId !== undefined && frame.attemptId === attempt?.offer.attemptId;
  switch (response.frame) {
    case 'attached': return attached(frame);
    case 'offer': return offered(frame);
    case 'logAck': return own && attempt.acknowledged(frame.ackedSeq);
    case 'resultAck': return own && (attempt = undefined);
    case 'cancel': return own && attempt.cancel(ms(frame.killAfter));
    case 'hint': return own && attempt.hint(frame);
    case 'leaseLost': return own && lose(frame.reason);
    case 'goAway': return (goAway = frame);
    default: return undefined;
  }
}

function attached(frame) {
  terms = frame;
  graceMs = ms(frame.grace);
  const verdict = frame.verdicts.find((each) => each.attemptId === attempt?.offer.attemptId);
  if (verdict?.action === 'HELD_ATTEMPT_ACTION_CONTINUE') attempt.resume(verdict.ackedLogSeq);
  else if (attempt) lose(verdict?.reason ?? 'The server does not know it.');
}

function offered(offer) {
  const { attemptId, lease } = offer;
  const known = attempt?.offer.attemptId === attemptId && attempt.offer.lease === lease;
  if (known || (!attempt && !draining)) {
    attempt ??= new Attempt(offer, settings.SIA_STATE_DIR, terms.logLimits.maxLineBytes);
    send({ acceptOffer: { attemptId, lease } });
  } else {
    send({ rejectOffer: { attemptId, lease, reason: draining ? 'The agent is going to stop.' : 'The agent has a job.' } });
  }
}

function lose(why) {
  attempt.stop(why, LOST_KILL_AFTER_MS);
  attempt = undefined;
}

function tick() {
  if (Date.now() - heardAt > graceMs) attempt?.stop('The agent had no contact with the server.', LOST_KILL_AFTER_MS);
  if (!terms) return;
  const interval = ms(terms.heartbeatInterval);
  if (Date.now() - heardAt > 3 * interval) {
    terms = undefined;
    stream.cancel();
    return;
  }
  if (draining && !drainSent) {
    drainSent = true;
    send({ drain: { reason: 'The agent was asked to stop.' } });
  }
  for (const frame of attempt?.frames(terms.logLimits) ?? []) send(frame);
  if (draining && !attempt) stream.end();
  else if (Date.now() - sentAt > interval / 2) send({ heartbeat: {} });
}

function send(frame) {
  stream.write(frame);
  sentAt = Date.now();
}

function bearer(secret) {
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Bearer ${secret}`);
  return metadata;
}

function ms(duration) {
  return (duration?.seconds ?? 0) * 1000 + (duration?.nanos ?? 0) / 1e6;
}

function between(least, most) {
  return least + Math.random() * Math.max(0, most - least);
}

function leave(code, sentence) {
  attempt?.stop(sentence, 0);
  console.error(sentence);
  process.exit(code);
}
