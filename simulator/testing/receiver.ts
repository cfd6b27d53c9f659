// A webhook receiver for tests: keeps what arrives as raw bytes, and answers as it is told, also in mid-test.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  /** The body exactly as it came over the wire. */
  raw: Buffer;
  headers: IncomingMessage['headers'];
  status: number;
}

export type Event = Record<string, unknown> & { timestamp: number };

export interface Entry {
  id: string;
  time: number;
  messaging?: Event[];
  standby?: Event[];
  changes?: { field: string; value: Record<string, unknown> }[];
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Status for the webhooks to come. */
  status: number;
  /** What the handshake expects. */
  verifyToken: string;
  /** Entries of all accepted posts, in order of arrival. */
  entries(): Entry[];
  /** Events of these entries' `messaging` that hold the key (`message`, `delivery`, …). */
  events(key?: string): Event[];
  /** Resolves once `done` holds; fails after ten seconds. */
  until(done: () => boolean): Promise<void>;
  close(): Promise<void>;
}

const PATIENCE_MS = 10_000;

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let wake: () => void = () => {};
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver');
    if (request.method === 'GET') {
      const ok =
        url.searchParams.get('hub.mode') === 'subscribe' &&
        url.searchParams.get('hub.verify_token') === receiver.verifyToken;
      response.writeHead(ok ? 200 : 403).end(ok ? url.searchParams.get('hub.challenge') : 'no');
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status } = receiver;
      received.push({ raw: Buffer.concat(chunks), headers: request.headers, status });
      response.writeHead(status).end('EVENT_RECEIVED');
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received,
    status: 200,
    verifyToken: '',
    entries: () =>
      received
        .filter((post) => post.status === 200)
        .flatMap((post) => (JSON.parse(post.raw.toString()) as { entry: Entry[] }).entry),
    events: (key) =>
      receiver
        .entries()
        .flatMap((entry) => entry.messaging ?? [])
        .filter((event) => key === undefined || key in event),
    until: async (done) => {
      const deadline = Date.now() + PATIENCE_MS;
      while (!done()) {
        if (Date.now() > deadline) throw new Error(`gave up waiting; ${received.length} posts arrived`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 25);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return receiver;
}

/** What a receiver should compute over the raw bytes. */
export function expectedSignature(raw: Buffer, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(raw).digest('hex')}`;
}
