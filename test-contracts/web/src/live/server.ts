import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** A live endpoint that a test speaks for. */
export class LiveServer {
  /** What clients said. */
  readonly heard: unknown[] = [];
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer, answer: (frame: unknown, socket: WebSocket) => void) {
    this.#server = server;
    server.on('connection', socket => socket.on('message', data => {
      const frame: unknown = JSON.parse(String(data));
      this.heard.push(frame);
      answer(frame, socket);
    }));
  }

  static async start(answer: (frame: unknown, socket: WebSocket) => void): Promise<LiveServer> {
    const server = new WebSocketServer({
      host: '127.0.0.1', port: 0, path: '/v1/live', handleProtocols: offered => offered.has('sia.live.v1') && 'sia.live.v1',
    });
    await once(server, 'listening');
    return new LiveServer(server, answer);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.clients.forEach(socket => socket.terminate());
    await new Promise(closed => this.#server.close(closed));
  }
}
