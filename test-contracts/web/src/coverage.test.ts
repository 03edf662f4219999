import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { SiaClient } from '@sia/client';
import type { ClientFrame, ServerFrame } from '@sia/client/live';
import { exchanges, happenings, type Exchange, type Happening } from './live/interactions.js';
import { PACTS } from './pact/folder.js';

interface RestInteraction {
  comments: { operationId: string };
  response: { status: number };
}

/** The compiler wants every kind of frame here. */
const clientKinds: Record<ClientFrame['type'], true> = { authenticate: true, subscribe: true, unsubscribe: true };
const serverKinds: Record<ServerFrame['type'], true> = {
  'authenticated': true, 'subscribed': true, 'log-batch': true, 'event': true, 'gap': true, 'caught-up': true, 'ended': true,
  'unsubscribed': true, 'error': true,
};

describe('the pacts of the web client', () => {
  test('have every operation of the package with a success', () => {
    const operations = Object.values(new SiaClient() as unknown as Record<string, object>)
      .flatMap(api => Object.getOwnPropertyNames(Object.getPrototypeOf(api)))
      .filter(name => name.endsWith('RequestOpts'))
      .map(name => name.replace(/RequestOpts$/, ''));
    const { interactions } = JSON.parse(fs.readFileSync(path.join(PACTS, 'sia-web-client-sia-rest.json'), 'utf8')) as
      { interactions: RestInteraction[] };
    const successes = new Set(interactions.filter(it => it.response.status < 300).map(it => it.comments.operationId));
    assert.ok(operations.length > 0);
    assert.deepEqual(operations.filter(name => !successes.has(name)), []);
  });

  test('have every kind of frame', () => {
    const said = Object.values<Exchange>(exchanges);
    const heard = [...said.flatMap(it => it.answers), ...Object.values<Happening>(happenings).map(it => it.frame)];
    assert.deepEqual(new Set(said.map(it => it.says.frame.type)), new Set(Object.keys(clientKinds)));
    assert.deepEqual(new Set(heard.map(it => it.frame.type)), new Set(Object.keys(serverKinds)));
  });
});
