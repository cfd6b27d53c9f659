// The benchmark's platform, from the outside: set before a run, asked after it.
import { startChild, type Usage } from '../kit/child.ts';
import type { Place } from '../kit/place.ts';
import type { CallSummary } from './call-record.ts';
import type { ReceiptFigures } from './receipts.ts';

export interface Graph {
  url: string;
  /** Begins a new record; every call is answered `latencyMs` after it came. */
  reset(latencyMs: number): Promise<void>;
  record(): Promise<CallSummary>;
  usage(): Promise<Usage>;
  /** From now on each accepted call is told of to the service on `port`, by webhooks. */
  beginReceipts(to: { port: number; connections: number }): Promise<void>;
  /** Resolves when all have been told and answered. */
  finishReceipts(): Promise<ReceiptFigures>;
}

export async function startGraph(place: Place): Promise<Graph> {
  const child = await startChild('graph/graph.child.ts', null);
  place.atEnd(() => child.stop());
  return {
    url: `http://127.0.0.1:${await child.ask<number>('port')}`,
    reset: (latencyMs) => child.ask('reset', latencyMs),
    record: () => child.ask('record'),
    usage: () => child.usage(),
    beginReceipts: (to) => child.ask('beginReceipts', to),
    finishReceipts: () => child.ask('finishReceipts'),
  };
}
