// The Send API of the benchmarks, in a process of its own: answers as the platform does, after a latency that can be set,
// and keeps the record by which every contestant is judged.
import type { AddressInfo } from 'node:net';
import { serve } from '../kit/serve.ts';
import { CallRecord, type CallSummary } from './call-record.ts';
import { type Answer, createHttpServer, type HttpRequest } from './http-server.ts';
import { createLater } from './later.ts';

interface Body {
  recipient?: { id?: unknown };
  message?: object;
}

let later: ((work: () => void) => void) | undefined;
let record = new CallRecord();

const server = createHttpServer((request, answer) => {
  const calledAtMs = performance.now(); // when it came, not when it is answered
  const psid = readPsid(request);
  if (psid === undefined || !record.add(psid, calledAtMs)) return refuse(answer);
  const accept = `{"recipient_id":"${psid}","message_id":"m_${record.calls}_${psid}"}`;
  if (later) later(() => answer(200, accept));
  else answer(200, accept);
});
server.listen(0, '127.0.0.1');

/** The recipient of a call with a message; undefined for any other request. */
function readPsid({ head, body }: HttpRequest): string | undefined {
  if (!head.startsWith('POST ')) return undefined;
  try {
    const { recipient, message } = JSON.parse(body) as Body;
    return message && typeof recipient?.id === 'string' ? recipient.id : undefined;
  } catch {
    return undefined;
  }
}

const refuse = (answer: Answer): void =>
  answer(400, '{"error":{"message":"(#100) No recipient","type":"OAuthException","code":100}}');

serve(
  {
    port: () => (server.address() as AddressInfo).port,
    reset: (latencyMs: number) => {
      later = latencyMs > 0 ? createLater(latencyMs) : undefined;
      record = new CallRecord();
    },
    record: (): CallSummary => record.summary(),
  },
  () => {},
);
