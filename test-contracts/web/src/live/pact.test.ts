import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PactV4 } from '@pact-foundation/pact';
import { LiveSession, type Authenticate, type ClientFrame, type LiveCredential, type ServerFrame } from '@sia/client/live';
import { WebSocket } from 'ws';
import { example } from '../pact/example.js';
import { PACTS } from '../pact/folder.js';
import { exchanges, happenings, type Exchange, type Happening } from './interactions.js';
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
});
