// What the platform tells about each message it took, as webhooks of their own: the echo, then that it was delivered, then
// that it was read. Flows back to the service whose calls `graph.child.ts` answers.
import { APP } from '../kit/names.ts';
import { percentile, round } from '../kit/rounds.ts';
import { type Connection, openConnection, signedRequest } from '../webhooks/client.ts';
import { createLater } from './later.ts';

export interface Taken {
  pageId: string;
  psid: string;
  mid: string;
  text: string;
  metadata: string | null;
}

/** Figures of the webhooks' answers, from the moment each was due: waiting for a free connection counts. */
export interface ReceiptFigures {
  answered: number;
  errors: number;
  p50_ms: number;
  p99_ms: number;
  worst_ms: number;
}

export interface Receipts {
  tellOf(message: Taken): void;
  /** Resolves when every receipt has been told and answered. */
  finish(): Promise<ReceiptFigures>;
}

/** People are quick here: the three fall close enough together to meet in one second. */
const AFTER_MS = { echo: 20, delivery: 150, read: 600 };

export async function openReceipts(port: number, connections: number): Promise<Receipts> {
  const free = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const waiting: { body: string; dueAt: number }[] = [];
  const latencies: number[] = [];
  let [open, errors] = [0, 0];
  const finished = Promise.withResolvers<void>();
  let finishing = false;

  const send = async (connection: Connection): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const status = await connection.exchange(signedRequest(next.body));
      latencies.push(performance.now() - next.dueAt);
      if (status !== 200) errors += 1;
      open -= 1;
    }
    free.push(connection);
    if (finishing && open === 0) finished.resolve();
  };
  const tell = (body: string): void => {
    waiting.push({ body, dueAt: performance.now() });
    const connection = free.pop();
    if (connection) void send(connection);
  };
  const later = Object.entries(AFTER_MS).map(([kind, delayMs]) => ({ kind, put: createLater(delayMs) }));

  return {
    tellOf(message) {
      for (const { kind, put } of later) {
        open += 1;
        put(() => tell(webhookOf(kind as keyof typeof AFTER_MS, message)));
      }
    },
    async finish() {
      finishing = true;
      if (open > 0) await finished.promise;
      for (const connection of free) connection.close();
      const sorted = Float64Array.from(latencies).sort();
      return {
        answered: sorted.length,
        errors,
        p50_ms: round(percentile(sorted, 0.5), 1),
        p99_ms: round(percentile(sorted, 0.99), 1),
        worst_ms: round(sorted.at(-1) ?? 0, 1),
      };
    },
  };
}

function webhookOf(kind: keyof typeof AFTER_MS, { pageId, psid, mid, text, metadata }: Taken): string {
  const at = Date.now();
  const [page, person] = [{ id: pageId }, { id: psid }];
  const echo = { mid, is_echo: true, app_id: Number(APP.id), ...(metadata && { metadata }), text };
  const event = {
    echo: { sender: page, recipient: person, timestamp: at, message: echo },
    delivery: { sender: person, recipient: page, timestamp: at, delivery: { mids: [mid], watermark: at } },
    read: { sender: person, recipient: page, timestamp: at, read: { watermark: at } },
  }[kind];
  return JSON.stringify({ object: 'page', entry: [{ id: pageId, time: at, messaging: [event] }] });
}
