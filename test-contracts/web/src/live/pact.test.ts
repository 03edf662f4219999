import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PactV4 } from '@pact-foundation/pact';
import { LiveClosedError, LiveSession, type Authenticate, type ClientFrame, type LiveCredential, type ServerFrame } from '@sia/client/live';
import { WebSocket } from 'ws';
import { example } from '../pact/example.js';
import { PACTS } from '../pact/folder.js';
import {
  closingExchanges, closings, exchanges, happenings, type Close, type Closing, type ClosingExchange, type Exchange, type Happening,
} from './interactions.js';
import { LiveServer } from './server.js';

const TOKEN = { token: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln' };

const pact = new PactV4({ consumer: 'sia-web-client', provider: 'sia-live', dir: PACTS, logLevel: 'error' });

/** Opens a session, says the frame unless it is the one that sessions begin with, and reads as many frames as the script answers. */
async function converse(script: { says: ClientFrame; answers: ServerFrame[] }, more: ServerFrame[] = []): Promise<ServerFrame[]> {
  const first = script.says.type === 'authenticate' ? script : undefined;
  const server = await LiveServer.start((frame, socket) => {
    const { type } = frame as ClientFrame;
    const welcome: ServerFrame = { type: 'authenticated', kind: 'user', id: 'ada' };
    const answers = type !== 'authenticate' ? [...script.answers, ...more] : first?.answers ?? [welcome];
    answers.forEach(it => socket.send(JSON.stringify(it)));
  });
  try {
    const session = await LiveSession.open({ url: server.url, webSocket: WebSocket, credential: first ? credential(first.says) : TOKEN });
    const frames: ServerFrame[] = [];
    if (first) {
      frames.push(await session.authenticated);
    } else {
      session.send(script.says as Exclude<ClientFrame, Authenticate>);
      for await (const frame of session) {
        if (frames.push(frame) === script.answers.length + more.length) break;
      }
    }
    session.close();
    assert.deepEqual(server.heard.at(-1), script.says);
    return frames;
  } finally {
    await server.close();
  }
}

/** Opens a session on which the frame is answered by these and then by a close: what is read, and how the reader hears of its end. */
async function ending(says: ClientFrame, answers: ServerFrame[], close: Close): Promise<{ frames: ServerFrame[]; close: Close }> {
  const server = await LiveServer.start((frame, socket) => {
    const welcomed = (frame as ClientFrame).type === 'authenticate' && says.type !== 'authenticate';
    const welcome: ServerFrame = { type: 'authenticated', kind: 'user', id: 'ada' };
    (welcomed ? [welcome] : answers).forEach(it => socket.send(JSON.stringify(it)));
    if (!welcomed) socket.close(close.closeCode, close.reason);
  });
  const frames: ServerFrame[] = [];
  try {
    const session = await LiveSession.open({
      url: server.url, webSocket: WebSocket, credential: says.type === 'authenticate' ? credential(says) : TOKEN,
    });
    session.send(says as Exclude<ClientFrame, Authenticate>);
    for await (const frame of session) frames.push(frame);
  } catch (failure) {
    assert.ok(failure instanceof LiveClosedError);
    assert.deepEqual(server.heard.at(-1), says);
    return { frames, close: { closeCode: failure.code, reason: failure.reason } };
  } finally {
    await server.close();
  }
  throw new assert.AssertionError({ message: 'The session ended as if this side had closed it' });
}

/** What pact has of a message. */
function parsed(content: unknown): unknown {
  return Buffer.isBuffer(content) ? JSON.parse(content.toString()) : content;
}

function credential(frame: ClientFrame): LiveCredential {
  assert.equal(frame.type, 'authenticate');
  const { type, ...rest } = frame as Authenticate;
  return rest as LiveCredential;
}

describe('live sessions', () => {
  for (const [description, { given, says, answers }] of Object.entries<Exchange>(exchanges)) {
    test(description, () => pact.addSynchronousInteraction(description).given(given)
      .withRequest(builder => builder.withJSONContent(example(says.frame, says.rules)))
      // One answer after another; withResponse itself can only be called once.
      .withResponse(builder => answers.forEach(({ frame, rules }) => builder.withJSONContent(example(frame, rules))))
      .executeTest(async ({ Request, Response }) => {
        const script = { says: parsed(Request.content) as ClientFrame, answers: Response.map(it => parsed(it.content) as ServerFrame) };
        assert.deepEqual(script, { says: says.frame, answers: answers.map(it => it.frame) });
        assert.deepEqual(await converse(script), script.answers);
      }));
  }

  for (const [description, { given, frame }] of Object.entries<Happening>(happenings)) {
    test(description, () => pact.addAsynchronousInteraction().given(given)
      .expectsToReceive(description, builder => builder.withJSONContent(example(frame.frame, frame.rules)))
      .executeTest(async ({ contents }) => {
        const happened = parsed(contents.content) as ServerFrame;
        const { says, answers } = exchanges['subscribe to the log of a running job after line 1'];
        const script = { says: says.frame, answers: answers.map(it => it.frame) };
        assert.deepEqual((await converse(script, [happened])).at(-1), frame.frame);
      }));
  }

  const closeRules = { exactly: ['$.closeCode'], matching: { '$.reason': '.+' } };

  for (const [description, { given, says, close }] of Object.entries<ClosingExchange>(closingExchanges)) {
    test(description, () => pact.addSynchronousInteraction(description).given(given)
      .withRequest(builder => builder.withJSONContent(example(says.frame, says.rules)))
      .withResponse(builder => builder.withJSONContent(example(close, closeRules)))
      .executeTest(async ({ Request, Response }) => {
        const closes = Response.map(it => parsed(it.content) as Close);
        assert.deepEqual(await ending(parsed(Request.content) as ClientFrame, [], closes[0] ?? close), { frames: [], close });
        assert.deepEqual(closes, [close]);
      }));
  }

  for (const [description, { given, close }] of Object.entries<Closing>(closings)) {
    test(description, () => pact.addAsynchronousInteraction().given(given)
      .expectsToReceive(description, builder => builder.withJSONContent(example(close, closeRules)))
      .executeTest(async ({ contents }) => {
        const { says, answers } = exchanges['subscribe to the log of a running job after line 1'];
        const frames = answers.map(it => it.frame);
        assert.deepEqual(await ending(says.frame, frames, parsed(contents.content) as Close), { frames, close });
      }));
  }
});
