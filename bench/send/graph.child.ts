// A cheap Send API in a process of its own: answers as the platform does, after a latency that can be set, and keeps the
// record by which every contestant is judged.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '../kit/serve.ts';

/** Milliseconds between which each answer's delay is drawn. */
export type Latency = readonly [least: number, most: number];

/** What the platform saw since the last `reset`. */
export interface GraphRecord {
  accepted: number;
  people: number;
  /** From the first to the last call. */
  perSecond: number;
  /** The most calls in any one second, wherever it begins. */
  largestSecond: number;
}

let latency: Latency = [0, 0];
let calledAtMs: number[] = [];
let psids = new Set<string>();

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    calledAtMs.push(performance.now()); // when it came, not when it is answered
    const wait = latency[0] + Math.random() * (latency[1] - latency[0]);
    if (wait === 0) answer(request, response, body);
    else setTimeout(answer, wait, request, response, body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1');

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const psid = /"id":\s*"(\d+)"/.exec(body)?.[1];
  if (request.method !== 'POST' || psid === undefined) {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end('{"error":{"message":"(#100) No recipient","type":"OAuthException","code":100}}');
    return;
  }
  psids.add(psid);
  response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' });
  response.end(`{"recipient_id":"${psid}","message_id":"m_${calledAtMs.length}_${psid}"}`);
}

/** The calls came in order of time, so a window that moves over them sees every second. */
function findLargestSecond(times: number[]): number {
  let largest = 0;
  let first = 0;
  for (const [index, at] of times.entries()) {
    while (at - (times[first] ?? at) >= 1000) first += 1;
    largest = Math.max(largest, index - first + 1);
  }
  return largest;
}

serve(
  {
    port: () => (server.address() as AddressInfo).port,
    reset: (next: Latency) => {
      latency = next;
      calledAtMs = [];
      psids = new Set();
    },
    record: (): GraphRecord => {
      const seconds = ((calledAtMs.at(-1) ?? 0) - (calledAtMs[0] ?? 0)) / 1000;
      return {
        accepted: calledAtMs.length,
        people: psids.size,
        perSecond: seconds > 0 ? (calledAtMs.length - 1) / seconds : 0,
        largestSecond: findLargestSecond(calledAtMs),
      };
    },
  },
  () => server.closeAllConnections(),
);
