// The Send API of the benchmarks, in a process of its own: answers as the platform does, after a latency that can be set,
// and keeps the record by which every contestant is judged. May tell of each message by webhooks, as the platform does.
import type { AddressInfo } from 'node:net';
import { serve } from '../kit/serve.ts';
import { CallRecord, type CallSummary } from './call-record.ts';
import { type Answer, createHttpServer, type HttpRequest } from './http-server.ts';
import { createLater } from './later.ts';
import { openReceipts, type ReceiptFigures, type Receipts, type Taken } from './receipts.ts';

interface Body {
  recipient?: { id?: unknown };
  message?: { text?: string; metadata?: string };
}

let later: ((work: () => void) => void) | undefined;
let record = new CallRecord();
let receipts: Receipts | undefined;

const server = createHttpServer((request, answer) => {
  const calledAtMs = performance.now(); // when it came, not when it is answered
  const call = readCall(request);
  if (call === undefined || !record.add(call.psid, calledAtMs)) return refuse(answer);
  const mid = `m_${record.calls}_${call.psid}`;
  const accept = (): void => answer(200, `{"recipient_id":"${call.psid}","message_id":"${mid}"}`);
  if (later) later(accept);
  else accept();
  receipts?.tellOf({ ...call, mid });
});
server.listen(0, '127.0.0.1');

/** A call to /vX.Y/PAGE/messages with a message to somebody; undefined for any other request. */
function readCall({ head, body }: HttpRequest): Omit<Taken, 'mid'> | undefined {
  const pageId = /^POST \/v[\d.]+\/(\w+)\/messages[ ?]/.exec(head)?.[1];
  if (pageId === undefined) return undefined;
  try {
    const { recipient, message } = JSON.parse(body) as Body;
    if (!message || typeof recipient?.id !== 'string') return undefined;
    return { pageId, psid: recipient.id, text: message.text ?? '', metadata: message.metadata ?? null };
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
    beginReceipts: async ({ port, connections }: { port: number; connections: number }) => {
      receipts = await openReceipts(port, connections);
    },
    /** Call it when the last message has been sent. */
    finishReceipts: async (): Promise<ReceiptFigures | undefined> => {
      const figures = await receipts?.finish();
      receipts = undefined;
      return figures;
    },
  },
  () => {},
);
