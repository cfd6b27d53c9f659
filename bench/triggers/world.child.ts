// The world of the benchmark of triggers, in one process so that one clock times both ends: sends events, and takes the calls
// that follow from them as the platform does.
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHttpServer } from '../graph/http-server.ts';
import { percentile, round } from '../kit/rounds.ts';
import { serve } from '../kit/serve.ts';
import { type Connection, openConnection } from '../webhooks/client.ts';
import { happening, numberIn } from './calls.ts';

export interface Run {
  port: number;
  path: string;
  headers: string;
  /** Of our API: {"events":[…]}; of the baseline one event is the body. */
  isList: boolean;
  /** Events a second; null: each connection sends its next when the last is answered. */
  perSecond: number | null;
  seconds: number;
}

export interface RunFigures {
  events: number;
  errors: number;
  /** From the first event to the last call, and how many calls that is a second. */
  seconds: number;
  per_second: number;
  missing: number;
  repeated: number;
  p50_ms: number;
  p99_ms: number;
  worst_ms: number;
}

const CONNECTIONS = 64;
/** Without a call for so long, what is missing stays missing. */
const PATIENCE_MS = 10_000;

let lastNumber = 0;
/** By the number of the event: when it was to be sent. Taken away with its call. */
let waiting = new Map<number, number>();
let latencies: number[] = [];
let repeated = 0;
let lastCallAt = 0;

const platform = createHttpServer(({ head, body }, answer) => {
  const calledAt = performance.now();
  const call = /^POST \/v[\d.]+\/\w+\/messages[ ?]/.test(head) ? readCall(body) : undefined;
  if (call === undefined)
    return answer(400, '{"error":{"message":"(#100)","type":"OAuthException","code":100}}');
  const sentAt = waiting.get(call.n);
  if (sentAt === undefined) repeated += 1;
  else latencies.push(calledAt - sentAt);
  waiting.delete(call.n);
  lastCallAt = calledAt;
  answer(200, `{"recipient_id":"${call.psid}","message_id":"m_${call.n}_${call.psid}"}`);
});
platform.listen(0, '127.0.0.1');

function readCall(body: string): { psid: string; n: number } | undefined {
  const { recipient, message } = JSON.parse(body) as {
    recipient?: { id?: string };
    message?: { text?: string };
  };
  const n = numberIn(message?.text ?? '');
  return Number.isNaN(n) ? undefined : { psid: recipient?.id ?? '', n };
}

async function run(of: Run): Promise<RunFigures> {
  [waiting, latencies, repeated] = [new Map(), [], 0];
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(of.port)));
  const startedAt = performance.now();
  const { events, errors } = await (of.perSecond === null
    ? sendInTurn(of, connections)
    : sendEvenly(of, of.perSecond, connections));
  lastCallAt = Math.max(lastCallAt, performance.now());
  while (waiting.size > 0 && performance.now() - lastCallAt < PATIENCE_MS) await sleep(20);
  for (const connection of connections) connection.close();
  const sorted = Float64Array.from(latencies).sort();
  const seconds = (lastCallAt - startedAt) / 1000;
  return {
    ...{ events, errors, missing: waiting.size, repeated },
    seconds: round(seconds, 2),
    per_second: round(latencies.length / seconds),
    p50_ms: round(percentile(sorted, 0.5), 1),
    p99_ms: round(percentile(sorted, 0.99), 1),
    worst_ms: round(sorted.at(-1) ?? 0, 1),
  };
}

type Sent = Pick<RunFigures, 'events' | 'errors'>;

/** At this rate whatever is answered when: an event that has to wait for a connection has waited. */
async function sendEvenly(of: Run, perSecond: number, connections: Connection[]): Promise<Sent> {
  const free = [...connections];
  const queue: [number, number][] = [];
  const sending = new Set<Promise<void>>();
  let errors = 0;
  const send = (): void => {
    while (free.length > 0 && queue.length > 0) {
      const connection = free.pop()!;
      const [n] = queue.shift()!;
      const sent = exchange(of, connection, n).then((isGood) => {
        if (!isGood) errors += 1;
        free.push(connection);
        sending.delete(sent);
        send();
      });
      sending.add(sent);
    }
  };
  const startedAt = performance.now();
  const total = Math.round(perSecond * of.seconds);
  for (let made = 0; made < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond));
    for (; made < due; made++) {
      const n = ++lastNumber;
      waiting.set(n, startedAt + (made / perSecond) * 1000);
      queue.push([n, made]);
    }
    send();
    await sleep(2);
  }
  while (sending.size > 0 || queue.length > 0) await sleep(2);
  return { events: total, errors };
}

async function sendInTurn(of: Run, connections: Connection[]): Promise<Sent> {
  const until = performance.now() + of.seconds * 1000;
  let [events, errors] = [0, 0];
  const keepSending = async (connection: Connection): Promise<void> => {
    while (performance.now() < until) {
      const n = ++lastNumber;
      waiting.set(n, performance.now());
      events += 1;
      if (!(await exchange(of, connection, n))) errors += 1;
    }
  };
  await Promise.all(connections.map(keepSending));
  return { events, errors };
}

async function exchange({ path, headers, isList }: Run, connection: Connection, n: number): Promise<boolean> {
  const event = JSON.stringify(happening(n));
  const body = isList ? `{"events":[${event}]}` : event;
  const status = await connection.exchange(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  if (status !== 200) waiting.delete(n);
  return status === 200;
}

serve({ port: () => (platform.address() as AddressInfo).port, run }, () => {});
