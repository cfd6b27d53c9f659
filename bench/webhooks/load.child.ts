// The load of the webhooks benchmark, a process of its own: signed bodies over keep-alive connections, each connection
// sending its next one when the last is answered.
import { randomBytes } from 'node:crypto';
import { FIRST_PSID, pageId } from '../kit/names.ts';
import { percentile, round } from '../kit/rounds.ts';
import { readSettings, serve } from '../kit/serve.ts';
import { openConnection, signedRequest } from './client.ts';

export interface Load {
  port: number;
  seconds: number;
  /** Events in each body. */
  batch: number;
}
export interface LoadResult {
  accepted: number;
  errors: number;
  per_second: number;
  requests_per_second: number;
  p50_ms: number;
  p99_ms: number;
}

const { connections, people } = readSettings<{ connections: number; people: number }>();
const runId = randomBytes(40).toString('base64url');
let messages = 0;

serve({ run: (load: Load) => run(load) }, () => {});

async function run({ port, seconds, batch }: Load): Promise<LoadResult> {
  const latencies: number[] = [];
  let errors = 0;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  const keepSending = async (): Promise<void> => {
    const connection = await openConnection(port);
    while (performance.now() < until) {
      const request = nextRequest(batch);
      const sentAt = performance.now();
      const status = await connection.exchange(request);
      if (status === 200) latencies.push(performance.now() - sentAt);
      else errors += 1;
      if (status === 0) break; // the connection is gone
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, keepSending));
  const tookSeconds = (performance.now() - startedAt) / 1000;
  const sorted = Float64Array.from(latencies).sort();
  return {
    accepted: latencies.length * batch,
    errors,
    per_second: round((latencies.length * batch) / tookSeconds),
    requests_per_second: round(latencies.length / tookSeconds),
    p50_ms: round(percentile(sorted, 0.5), 1),
    p99_ms: round(percentile(sorted, 0.99), 1),
  };
}

const nextRequest = (batch: number): string =>
  signedRequest(JSON.stringify({ object: 'page', entry: Array.from({ length: batch }, nextEntry) }));

/** A message of about 430 bytes with an id of its own, from one of the known people. */
function nextEntry(): object {
  messages += 1;
  const at = Date.now();
  const sender = BigInt(FIRST_PSID) + BigInt((messages % people) + 1);
  return {
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
  };
}
