// The load of the webhooks benchmark, a process of its own: signed bodies.
import { randomBytes } from 'node:crypto';
import { type HttpLoad, sendInTurn } from '../kit/http-load.ts';
import { FIRST_PSID, pageId } from '../kit/names.ts';
import { readSettings, serve } from '../kit/serve.ts';
import { signedRequest } from './client.ts';

export type Load = Pick<HttpLoad, 'port' | 'seconds' | 'batch'>;

const { connections, people } = readSettings<{ connections: number; people: number }>();
const runId = randomBytes(40).toString('base64url');
let messages = 0;

serve(
  {
    async run(load: Load) {
      const next = () => nextRequest(load.batch);
      const { events_per_second, ...result } = await sendInTurn({ ...load, connections, nextRequest: next });
      return { ...result, per_second: events_per_second };
    },
  },
  () => {},
);

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
