import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  LiveClosedError, LiveOverflowError, LiveProtocolError, LiveSession, type LiveOptions, type ServerFrame,
} from '@sia/client/live';
import { WebSocket, type WebSocket as Socket } from 'ws';
import { LiveServer } from './server.js';

const WELCOME = JSON.stringify({ type: 'authenticated', kind: 'user', id: 'ada' });

/** Runs a test against a server that welcomes everybody, and then does this on the client's first frame. */
async function withSession(
  then: (socket: Socket) => void, use: (session: LiveSession) => Promise<void>, options: Partial<LiveOptions> = {},
): Promise<void> {
  const server = await LiveServer.start((frame, socket) => {
    if ((frame as { type: string }).type === 'authenticate') {
      socket.send(WELCOME);
    } else {
      then(socket);
    }
  });
  try {
    const session = await LiveSession.open({ url: server.url, credential: { ticket: 'sia_lt_EXAMPLE' }, webSocket: WebSocket, ...options });
    await use(session);
    session.close();
  } finally {
    await server.close();
  }
}

async function read(session: LiveSession): Promise<{ frames: ServerFrame[]; failure?: unknown }> {
  const frames: ServerFrame[] = [];
  try {
    for await (const frame of session) frames.push(frame);
    return { frames };
  } catch (failure) {
    return { frames, failure };
  }
}

function gone(seq: number): string {
  return JSON.stringify({ type: 'unsubscribed', subscriptionId: String(seq) } satisfies ServerFrame);
}

describe('the live client', () => {
  test('names the close code when the credential is not good', async () => {
    const server = await LiveServer.start((_, socket) => socket.close(4401, 'The ticket is not valid'));
    try {
      const failure = await LiveSession.open({ url: server.url, credential: { ticket: 'used' }, webSocket: WebSocket })
        .then(() => undefined, (error: unknown) => error);
      assert.ok(failure instanceof LiveClosedError);
      assert.deepEqual([failure.code, failure.reason], [4401, 'The ticket is not valid']);
    } finally {
      await server.close();
    }
  });

  test('says so when nobody listens', async () => {
    const server = await LiveServer.start(() => {});
    const { url } = server;
    await server.close();
    await assert.rejects(LiveSession.open({ url, credential: { token: 'token' }, webSocket: WebSocket }), { code: 1006 });
  });

  test('gives what came before the server closed, then its code', () => withSession(socket => {
    socket.send(gone(1));
    socket.close(1013, 'Too slow: go on after 1:532 (log)');
  }, async session => {
    session.send({ type: 'unsubscribe', subscriptionId: '1' });
    const { frames, failure } = await read(session);
    assert.equal(frames.length, 1);
    assert.ok(failure instanceof LiveClosedError);
    assert.deepEqual([failure.code, failure.reason], [1013, 'Too slow: go on after 1:532 (log)']);
    assert.equal((await session.closed).code, 1013);
    assert.throws(() => session.send({ type: 'unsubscribe', subscriptionId: '1' }), LiveClosedError);
  }));

  test('ends its loop when this side closes', () => withSession(socket => socket.send(gone(1)), async session => {
    session.send({ type: 'unsubscribe', subscriptionId: '1' });
    for await (const frame of session) {
      assert.equal(frame.type, 'unsubscribed');
      session.close();
    }
    assert.equal((await session.closed).code, 1000);
  }));

  test('goes on in another loop where one stopped', () => withSession(socket => [1, 2].forEach(seq => socket.send(gone(seq))), async session => {
    session.send({ type: 'unsubscribe', subscriptionId: '1' });
    const seen: string[] = [];
    for (let loop = 0; loop < 2; loop++) {
      for await (const frame of session) {
        if (frame.type === 'unsubscribed') seen.push(frame.subscriptionId);
        break;
      }
    }
    assert.deepEqual(seen, ['1', '2']);
  }));

  test('holds no more frames than it may, and gives them before it says so', () => withSession(
    socket => [1, 2, 3, 4].forEach(seq => socket.send(gone(seq))),
    async session => {
      session.send({ type: 'unsubscribe', subscriptionId: '1' });
      await session.closed;
      const { frames, failure } = await read(session);
      assert.equal(frames.length, 2);
      assert.ok(failure instanceof LiveOverflowError);
    }, { maxWaiting: 2 }));

  test('takes frames of kinds that it does not know', () => withSession(socket => {
    socket.send('{"type":"something-new"}');
    socket.close(1001);
  }, async session => {
    session.send({ type: 'unsubscribe', subscriptionId: '1' });
    assert.deepEqual((await read(session)).frames, [{ type: 'something-new' }]);
  }));

  test('refuses what is no frame', () => withSession(socket => socket.send('nonsense'), async session => {
    session.send({ type: 'unsubscribe', subscriptionId: '1' });
    assert.ok((await read(session)).failure instanceof LiveProtocolError);
  }));

  test('lets one read at a time', () => withSession(() => {}, async session => {
    const reader = session[Symbol.asyncIterator]();
    const first = reader.next();
    await assert.rejects(reader.next(), TypeError);
    session.close();
    assert.deepEqual(await first, { done: true, value: undefined });
  }));
});
