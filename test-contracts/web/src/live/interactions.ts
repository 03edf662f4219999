import type { Authenticate, ClientFrame, EventFrame, LogBatch, ServerFrame, Subscribe, Subscribed } from '@sia/client/live';
import { INSTANT, type Exceptions } from '../pact/example.js';

/** What this client and the server say to each other. The compiler holds every frame to the contract's types. */

export const organizationId = '1189c444-8a2d-4c41-8b4b-ae43ce79a492';
export const jobId = '0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c';

export interface Spoken<F> {
  frame: F;
  rules: Exceptions;
}

/** A frame of the client and the frames that answer it. */
export interface Exchange {
  given: string;
  says: Spoken<ClientFrame>;
  answers: Spoken<ServerFrame>[];
}

/** A frame that comes because something happened. */
export interface Happening {
  given: string;
  frame: Spoken<ServerFrame>;
}

/** How the server closes the session, as a message of a pact: no frame has the member closeCode. */
export interface Close {
  closeCode: number;
  reason: string;
}

/** A frame that the server answers by closing the session. */
export interface ClosingExchange {
  given: string;
  says: Spoken<ClientFrame>;
  close: Close;
}

/** A close that comes because something happened. */
export interface Closing {
  given: string;
  close: Close;
}

function literal<F extends ClientFrame | ServerFrame>(frame: F): Spoken<F> {
  return { frame, rules: { exactly: ['$'] } };
}

function authenticate(frame: Authenticate, name: string): Spoken<Authenticate> {
  return { frame, rules: { exactly: ['$.type'], fromState: { [`$.${name}`]: name } } };
}

const authenticated: Spoken<ServerFrame> = {
  frame: { type: 'authenticated', kind: 'user', id: 'ada', expiresAt: '2026-11-23T10:00:00Z' }, rules: { exactly: ['$.type', '$.kind'] },
};

function subscribe(more: Omit<Subscribe, 'type' | 'subscriptionId' | 'organizationId'>): Spoken<Subscribe> {
  const fromState: Record<string, string> = { '$.organizationId': 'organizationId', ...(more.jobId && { '$.jobId': 'jobId' }) };
  return { frame: { type: 'subscribe', subscriptionId: '1', organizationId, ...more }, rules: { exactly: ['$'], fromState } };
}

function subscribed(headSeq: number, oldestSeq: number, more: Partial<Subscribed> = {}): Spoken<ServerFrame> {
  return literal<ServerFrame>({ type: 'subscribed', subscriptionId: '1', headSeq, oldestSeq, ...more });
}

function lines(...seqs: number[]): Spoken<LogBatch> {
  return {
    frame: {
      type: 'log-batch', subscriptionId: '1', attempt: 1,
      lines: seqs.map(seq => ({ seq, at: '2026-11-23T09:30:01.204Z', stream: 'stdout', step: 'generate', text: `line ${seq}` })),
    },
    // As many as there are, each for itself.
    rules: { exactly: ['$'], matching: { '$.lines[*].at': INSTANT } },
  };
}

function caughtUp(seq: number, attempt?: number): Spoken<ServerFrame> {
  return literal<ServerFrame>({ type: 'caught-up', subscriptionId: '1', seq, ...(attempt !== undefined && { attempt }) });
}

const ended = literal<ServerFrame>({ type: 'ended', subscriptionId: '1', attempt: 1, finalSeq: 3, complete: true, last: true });

function event(more: Omit<EventFrame['event'], 'organizationId' | 'at'>): Spoken<EventFrame> {
  return {
    frame: { type: 'event', subscriptionId: '1', event: { organizationId, at: '2026-11-23T09:30:00Z', ...more } },
    rules: { exactly: ['$.type', '$.subscriptionId', '$.event.number', '$.event.type', '$.event.actor.kind'] },
  };
}

const watchLog = subscribe({ topic: 'job-log', jobId });

export const exchanges = {
  'authenticate with a token': {
    given: 'a session that has not said anything',
    says: authenticate({ type: 'authenticate', token: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln' }, 'token'),
    answers: [authenticated],
  },
  'authenticate with a ticket': {
    given: 'a session that has not said anything',
    says: authenticate({ type: 'authenticate', ticket: 'sia_lt_EXAMPLE' }, 'ticket'),
    answers: [authenticated],
  },
  'subscribe to the log of a job in review': {
    given: 'a job in review', says: watchLog, answers: [subscribed(3, 1, { attempt: 1 }), lines(1, 2, 3), caughtUp(3, 1), ended],
  },
  'subscribe to the log of a running job after line 1': {
    given: 'a running job', says: subscribe({ topic: 'job-log', jobId, attempt: 1, afterSeq: 1 }),
    answers: [subscribed(3, 1, { attempt: 1 }), lines(2, 3), caughtUp(3, 1)],
  },
  'subscribe to a log whose first lines are removed': {
    given: 'a running job whose lines 1 to 3 are removed', says: watchLog,
    answers: [
      subscribed(6, 4, { attempt: 1 }),
      literal<ServerFrame>({ type: 'gap', subscriptionId: '1', attempt: 1, fromSeq: 1, toSeq: 3, reason: 'retention' }),
      lines(4, 5, 6), caughtUp(6, 1),
    ],
  },
  'subscribe to the log of a job that waits': { given: 'a queued job', says: watchLog, answers: [subscribed(0, 0)] },
  'subscribe to the log of a job that is not there': {
    given: 'an organization without jobs', says: watchLog,
    answers: [{
      frame: { type: 'error', subscriptionId: '1', code: 'not_found', detail: 'There is no such job.' },
      rules: { exactly: ['$.type', '$.subscriptionId', '$.code'] },
    }],
  },
  'subscribe to the events of the agents from the first one on': {
    given: 'an agent that enrolled and never connected',
    // The first event tells of the enrolment token.
    says: subscribe({ topic: 'agents', afterSeq: 0 }),
    answers: [
      subscribed(2, 1),
      event({ number: 2, type: 'agent.enrolled', actor: { kind: 'agent' }, agentId: '0198f0c0-2222-7a52-9c3b-5d8f6e1a2b3c' }),
      caughtUp(2),
    ],
  },
  'subscribe to the events of the organization from now on': {
    given: 'a queued job', says: subscribe({ topic: 'organization' }), answers: [subscribed(1, 1), caughtUp(1)],
  },
  'unsubscribe': {
    given: 'a subscription to the log of a running job', says: literal<ClientFrame>({ type: 'unsubscribe', subscriptionId: '1' }),
    answers: [literal<ServerFrame>({ type: 'unsubscribed', subscriptionId: '1' })],
  },
} satisfies Record<string, Exchange>;

export const happenings = {
  'a line is written while a page watches': { given: 'a line 4 is written to the log', frame: lines(4) },
  'an attempt ends while a page watches': { given: 'the attempt ends well', frame: ended },
  'a job is queued while a page watches': {
    given: 'a second job is queued',
    frame: event({
      number: 2, type: 'job.queued', actor: { kind: 'user', id: 'ada', name: 'owner@example.com' }, jobId, queue: 'backlog', jobStatus: 'queued',
    }),
  },
} satisfies Record<string, Happening>;

function close(closeCode: number): Close {
  return { closeCode, reason: 'What to do about it.' };
}

export const closingExchanges = {
  'authenticate with a token that is not good': {
    given: 'a session that has not said anything',
    says: { frame: { type: 'authenticate', token: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln' }, rules: { exactly: ['$'] } },
    close: close(4401),
  },
  'authenticate after too many wrong tokens': {
    given: 'an address that too many wrong tokens came from', says: authenticate({ type: 'authenticate', token: 'token' }, 'token'),
    close: close(1013),
  },
  'authenticate while the server has a fault': {
    given: 'a fault that every session comes upon', says: authenticate({ type: 'authenticate', token: 'token' }, 'token'),
    close: close(1011),
  },
  'subscribe to a log after a line that no log has': {
    given: 'a queued job', says: subscribe({ topic: 'job-log', jobId, attempt: 1, afterSeq: -1 }), close: close(4400),
  },
  'subscribe under an id that is in use': {
    given: 'a subscription to the log of a running job', says: watchLog, close: close(4409),
  },
} satisfies Record<string, ClosingExchange>;

export const closings = {
  'the member leaves the organization while a page watches': {
    given: 'a session of a member who leaves the only organization, told that it watches no more', close: close(4403),
  },
  'the server stops while a page watches': { given: 'a watching session on a server that stops', close: close(1001) },
} satisfies Record<string, Closing>;
