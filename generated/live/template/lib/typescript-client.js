import { discriminator } from './frames';

/** A client of the protocol in TypeScript, on any WebSocket with the interface of browsers, as one source { name, text }. */
export function typeScriptClient({ directions }, channelAddress, { subprotocol }) {
  const [client, server] = directions;
  const first = frameNamed(client, 'Authenticate');
  const answer = frameNamed(server, 'Authenticated');
  const text = SOURCE
    .replaceAll('%PATH%', JSON.stringify(channelAddress))
    .replaceAll('%SUBPROTOCOL%', JSON.stringify(subprotocol))
    .replaceAll('%FIRST%', JSON.stringify(discriminator(first)))
    .replaceAll('%ANSWER%', JSON.stringify(discriminator(answer)));
  return { name: 'sia-live-client.ts', text };
}

function frameNamed({ name, frames }, title) {
  const frame = frames.find(candidate => candidate.title === title);
  if (!frame) {
    throw new Error(`The client begins with the exchange Authenticate, Authenticated; ${name} has no ${title}.`);
  }
  return frame;
}

const SOURCE = `// Generated from contracts/asyncapi/sia-live.yaml.

import type { Authenticate, Authenticated, ClientFrame, ServerFrame } from './sia-live.js';

export type * from './sia-live.js';

/** Where the live endpoint is on a server. */
export const LIVE_PATH = %PATH%;

/** What both sides speak there. */
export const LIVE_SUBPROTOCOL = %SUBPROTOCOL%;

const DEFAULT_MAX_WAITING = 1000;
const NORMAL_CLOSURE = 1000;

/** What a session begins with. A ticket is good once, so a page that has one holds no lasting credential. */
export type LiveCredential = Pick<Required<Authenticate>, 'ticket'> | Pick<Required<Authenticate>, 'token'>;

/** As much of a WebSocket as is used here. */
export interface LiveSocket {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: LiveClose) => void): void;
}

/** How a socket was closed: a code of the contract, or 1000 (by this side) or 1006 (no connection, or it broke). */
export interface LiveClose {
  readonly code: number;
  readonly reason: string;
}

export interface LiveOptions {
  /** Address of the server, such as https://sia.example.com. */
  url: string | URL;
  credential: LiveCredential;
  /** Stands in for the global WebSocket, which Node.js has from 22 on. */
  webSocket?: new (url: string, protocols: string) => LiveSocket;
  /**
   * How many frames may wait until they are read; 1,000 unless told otherwise. With one more the session is closed, and its
   * reader gets those that wait, then a LiveOverflowError: connect again and go on after the last number seen.
   */
  maxWaiting?: number;
}

/** The session is closed, and not because this side closed it. */
export class LiveClosedError extends Error implements LiveClose {
  override readonly name = 'LiveClosedError';
  readonly code: number;
  readonly reason: string;

  constructor({ code, reason }: LiveClose) {
    super(\`The live session was closed: \${code}\${reason ? \` \${reason}\` : ''}\`);
    this.code = code;
    this.reason = reason;
  }
}

/** Too many frames waited to be read. */
export class LiveOverflowError extends Error {
  override readonly name = 'LiveOverflowError';
}

/** The server said what it must not say. */
export class LiveProtocolError extends Error {
  override readonly name = 'LiveProtocolError';
}

interface Reader {
  resolve(result: IteratorResult<ServerFrame, undefined>): void;
  reject(error: Error): void;
}

/**
 * One authenticated live session. Frames come in their order by \`for await\`, for one reader at a time; leaving the loop closes
 * nothing, and another goes on where it stopped. A loop ends after close(), and throws LiveClosedError when the server or the
 * network ended the session.
 */
export class LiveSession implements AsyncIterable<ServerFrame> {
  /** As whom the server knows the caller. */
  readonly authenticated: Promise<Authenticated>;
  /** How the socket was closed, once it is; never rejected. */
  readonly closed: Promise<LiveClose>;

  readonly #socket: LiveSocket;
  readonly #maxWaiting: number;
  readonly #waiting: ServerFrame[] = [];
  #reader: Reader | undefined;
  #welcome: { resolve(frame: Authenticated): void; reject(error: Error): void } | undefined;
  #over = false;
  #failure: Error | undefined;

  private constructor(socket: LiveSocket, credential: LiveCredential, maxWaiting: number) {
    this.#socket = socket;
    this.#maxWaiting = maxWaiting;
    this.authenticated = new Promise((resolve, reject) => {
      this.#welcome = { resolve, reject };
    });
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: %FIRST%, ...credential } satisfies Authenticate)));
    socket.addEventListener('message', ({ data }) => this.#hear(data));
    // The event says nothing; a close event follows.
    socket.addEventListener('error', () => {});
    this.closed = new Promise(resolve => {
      socket.addEventListener('close', ({ code, reason }) => {
        this.#end(new LiveClosedError({ code, reason }));
        resolve({ code, reason });
      });
    });
  }

  /** Connects and authenticates. Rejected with LiveClosedError, whose code is 4401 when the credential is not good. */
  static async open({ url, credential, webSocket, maxWaiting = DEFAULT_MAX_WAITING }: LiveOptions): Promise<LiveSession> {
    if (!(maxWaiting > 0)) {
      throw new RangeError(\`maxWaiting must be greater than 0, not \${maxWaiting}\`);
    }
    const WebSocket = webSocket ?? (globalThis as unknown as { WebSocket?: LiveOptions['webSocket'] }).WebSocket;
    if (!WebSocket) {
      throw new TypeError('There is no global WebSocket here: pass one as webSocket, such as that of the package ws.');
    }
    const address = new URL(LIVE_PATH, url);
    address.protocol = address.protocol.replace(/^http/, 'ws');
    const session = new LiveSession(new WebSocket(address.href, LIVE_SUBPROTOCOL), credential, maxWaiting);
    await session.authenticated;
    return session;
  }

  /** Says something; throws when the session is over. */
  send(frame: Exclude<ClientFrame, Authenticate>): void {
    if (this.#over) {
      throw this.#failure ?? new LiveClosedError({ code: NORMAL_CLOSURE, reason: 'closed by this side' });
    }
    this.#socket.send(JSON.stringify(frame));
  }

  /** Ends the session. Frames that have come can still be read. */
  close(): void {
    this.#end(undefined);
    this.#socket.close(NORMAL_CLOSURE);
  }

  [Symbol.asyncIterator](): AsyncIterator<ServerFrame, undefined> {
    return { next: () => this.#next() };
  }

  #next(): Promise<IteratorResult<ServerFrame, undefined>> {
    const value = this.#waiting.shift();
    if (value) {
      return Promise.resolve({ done: false, value });
    }
    if (this.#failure) {
      return Promise.reject(this.#failure);
    }
    if (this.#over) {
      return Promise.resolve({ done: true, value: undefined });
    }
    if (this.#reader) {
      return Promise.reject(new TypeError('Somebody else is reading this session.'));
    }
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  #hear(data: unknown): void {
    if (this.#over) {
      return;
    }
    const frame = parse(data);
    if (!frame || (this.#welcome && frame.type !== %ANSWER%)) {
      this.#abandon(new LiveProtocolError(\`Not a frame that may come now: \${String(data).slice(0, 100)}\`));
    } else if (this.#welcome && frame.type === %ANSWER%) {
      this.#welcome.resolve(frame);
      this.#welcome = undefined;
    } else if (this.#reader) {
      const reader = this.#reader;
      this.#reader = undefined;
      reader.resolve({ done: false, value: frame });
    } else if (this.#waiting.length < this.#maxWaiting) {
      this.#waiting.push(frame);
    } else {
      this.#abandon(new LiveOverflowError(\`More than \${this.#maxWaiting} frames waited to be read.\`));
    }
  }

  #abandon(failure: Error): void {
    this.#end(failure);
    this.#socket.close(NORMAL_CLOSURE);
  }

  /** @param failure what readers get, unless this side closed the session */
  #end(failure: Error | undefined): void {
    if (this.#over) {
      return;
    }
    this.#over = true;
    this.#failure = failure;
    this.#welcome?.reject(failure ?? new LiveClosedError({ code: NORMAL_CLOSURE, reason: 'closed by this side' }));
    this.#welcome = undefined;
    if (failure) {
      this.#reader?.reject(failure);
    } else {
      this.#reader?.resolve({ done: true, value: undefined });
    }
    this.#reader = undefined;
  }
}

/** A frame, of a kind that this version may not know; undefined for what is none. */
function parse(data: unknown): ServerFrame | undefined {
  if (typeof data !== 'string') {
    return undefined;
  }
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === 'object' && frame !== null && 'type' in frame ? (frame as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
`;
