// The load of the webhooks benchmark, a process of its own: signed bodies over keep-alive connections, each connection
// sending its next one when the last is answered. Written on sockets, because on a small machine a client that costs as much
// as the server would measure itself.
import { createHmac, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { APP, FIRST_PSID, pageId } from '../kit/names.ts';
import { percentile, round } from '../kit/rounds.ts';
import { readSettings, serve } from '../kit/serve.ts';

export interface Load {
  port: number;
  seconds: number;
}
export interface LoadResult {
  accepted: number;
  errors: number;
  requests_per_second: number;
  p50_ms: number;
  p99_ms: number;
}

const { connections, people } = readSettings<{ connections: number; people: number }>();
let messages = 0;

serve({ run: (load: Load) => run(load) }, () => {});

async function run({ port, seconds }: Load): Promise<LoadResult> {
  const latencies: number[] = [];
  let errors = 0;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = await openConnection(port);
      while (performance.now() < until) {
        const sentAt = performance.now();
        const status = await connection.exchange(nextRequest());
        if (status === 200) latencies.push(performance.now() - sentAt);
        else errors += 1;
        if (status === 0) break; // the connection is gone
      }
      connection.close();
    }),
  );
  const tookSeconds = (performance.now() - startedAt) / 1000;
  const sorted = Float64Array.from(latencies).sort();
  return {
    accepted: latencies.length,
    errors,
    requests_per_second: round(latencies.length / tookSeconds),
    p50_ms: round(percentile(sorted, 0.5), 1),
    p99_ms: round(percentile(sorted, 0.99), 1),
  };
}

const runId = randomBytes(40).toString('base64url');

/** A message of about 430 bytes with an id of its own, from one of the known people, signed. */
function nextRequest(): string {
  messages += 1;
  const at = Date.now();
  const sender = BigInt(FIRST_PSID) + BigInt((messages % people) + 1);
  const body = JSON.stringify({
    object: 'page',
    entry: [
      {
        id: pageId(1),
        time: at,
        messaging: [
          {
            sender: { id: String(sender) },
            recipient: { id: pageId(1) },
            timestamp: at,
            message: {
              mid: `m_${runId}${String(messages).padStart(12, '0')}`,
              text: 'Hello, I ordered the blue raincoat in size M last week and it has not arrived yet. Could you tell me where my order is, please? Thank you!',
            },
          },
        ],
      },
    ],
  });
  const signature = createHmac('sha256', APP.secret).update(body).digest('hex');
  return (
    'POST /webhooks/messenger HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n' +
    `X-Hub-Signature-256: sha256=${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}

interface Connection {
  /** Sends one request; resolves with the status, 0 when the connection failed. */
  exchange(request: string): Promise<number>;
  close(): void;
}

/** Enough HTTP for answers with a Content-Length, one at a time. */
async function openConnection(port: number): Promise<Connection> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((done, failed) => socket.once('connect', done).once('error', failed));
  let answered: (status: number) => void = () => {};
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk;
    const head = received.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(received.slice(0, head))?.[1] ?? 0);
    if (received.length < head + 4 + length) return;
    const status = Number(received.slice(9, 12));
    received = '';
    answered(status);
  });
  socket.on('error', () => answered(0)).on('close', () => answered(0));
  return {
    exchange: (request) =>
      new Promise((resolve) => {
        answered = resolve;
        if (socket.destroyed) return resolve(0);
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}
