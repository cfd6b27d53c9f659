// The limit of the machine: the same calls with the same text and nothing else, by undici's fastest ordinary function. No
// database, no rendering.
import { Pool } from 'undici';
import { FIRST_PSID, PAGE_ACCESS_TOKEN, pageId } from '../kit/names.ts';
import { readSettings, serve } from '../kit/serve.ts';
import { RENDERED } from '../send/message.ts';

const { graphUrl } = readSettings<{ graphUrl: string }>();
const MOST_CONNECTIONS = 4_096;
const pool = new Pool(graphUrl, { connections: MOST_CONNECTIONS });
const path = `/v26.0/${pageId(1)}/messages`;
const headers = { 'content-type': 'application/json', authorization: `Bearer ${PAGE_ACCESS_TOKEN}` };

serve({ send }, () => pool.close());

async function send({ concurrency, people }: { concurrency: number; people: number }): Promise<void> {
  let last = 0;
  const work = async (): Promise<void> => {
    while (last < people) {
      last += 1;
      const body = JSON.stringify({
        recipient: { id: String(BigInt(FIRST_PSID) + BigInt(last)) },
        messaging_type: 'RESPONSE',
        message: { text: RENDERED },
      });
      const answer = await pool.request({ method: 'POST', path, headers, body });
      const { message_id: mid } = (await answer.body.json()) as { message_id?: string };
      if (mid === undefined) throw new Error(`The platform refused a call with status ${answer.statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}
