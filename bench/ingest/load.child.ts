// The load of the ingest benchmark, a process of its own: connections that send their next request when the last is answered.
import { percentile, round } from '../kit/rounds.ts';
import { readSettings, serve } from '../kit/serve.ts';
import { openConnection } from '../webhooks/client.ts';
import { createRequests, type Dialect } from './calls.ts';

export interface Load {
  port: number;
  secret: string;
  seconds: number;
  dialect: Dialect;
  /** Events in each request. */
  batch: number;
}
export interface LoadResult {
  accepted: number;
  errors: number;
  events_per_second: number;
  requests_per_second: number;
  p50_ms: number;
  p99_ms: number;
}

const { connections } = readSettings<{ connections: number }>();

serve({ run: (load: Load) => run(load) }, () => {});

async function run({ port, secret, seconds, dialect, batch }: Load): Promise<LoadResult> {
  const nextRequest = createRequests(secret);
  const latencies: number[] = [];
  let errors = 0;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  const keepSending = async (): Promise<void> => {
    const connection = await openConnection(port);
    while (performance.now() < until) {
      const request = nextRequest(dialect, batch);
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
    events_per_second: round((latencies.length * batch) / tookSeconds),
    requests_per_second: round(latencies.length / tookSeconds),
    p50_ms: round(percentile(sorted, 0.5), 1),
    p99_ms: round(percentile(sorted, 0.99), 1),
  };
}
