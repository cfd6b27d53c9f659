// Load over keep-alive connections, each sending its next request when the last is answered: the loop of the benchmarks of
// webhooks and of ingestion.
import { openConnection } from '../webhooks/client.ts';
import { percentile, round } from './rounds.ts';

export interface HttpLoad {
  port: number;
  connections: number;
  seconds: number;
  /** Events in each request. */
  batch: number;
  nextRequest: () => string;
}

export async function sendInTurn({ port, connections, seconds, batch, nextRequest }: HttpLoad) {
  const latencies: number[] = [];
  let errors = 0;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  const keepSending = async (): Promise<void> => {
    const connection = await openConnection(port);
    while (performance.now() < until) {
      const request = nextRequest();
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
export type HttpLoadResult = Awaited<ReturnType<typeof sendInTurn>>;
