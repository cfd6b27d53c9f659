// What a person would write first: for each message the person's row, the text from Liquid, fetch, and the result, fifty at a
// time in one process.
import { Liquid } from 'liquidjs';
import pg from 'pg';
import { PAGE } from '../kit/names.ts';
import { readSettings, serve } from '../kit/serve.ts';
import { MESSAGE } from '../send/message.ts';

const {
  databaseUrl,
  graphUrl,
  pool: max,
} = readSettings<{
  databaseUrl: string;
  graphUrl: string;
  pool: number;
}>();
const CONCURRENCY = 50;
const pool = new pg.Pool({ connectionString: databaseUrl, max });
const liquid = new Liquid();

serve({ send }, () => pool.end());

async function send(): Promise<void> {
  await pool.query('insert into messages (user_id) select id from users');
  const { rows } = await pool.query<{ user_id: string }>(
    "select user_id from messages where status = 'pending' order by user_id",
  );
  const queue = rows.values();
  const work = async (): Promise<void> => {
    for (const { user_id } of queue) await sendOne(user_id);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
}

async function sendOne(userId: string): Promise<void> {
  const { rows } = await pool.query('select psid, attributes from users where id = $1', [userId]);
  const { psid, attributes } = rows[0];
  const text = await liquid.parseAndRender(MESSAGE, attributes);
  const answer = await fetch(`${graphUrl}/v26.0/${PAGE.id}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${PAGE.accessToken}` },
    body: JSON.stringify({ recipient: { id: psid }, messaging_type: 'RESPONSE', message: { text } }),
  });
  const { message_id: mid } = (await answer.json()) as { message_id?: string };
  const status = answer.ok ? 'sent' : 'failed';
  await pool.query('update messages set status = $2, mid = $3, sent_at = now() where user_id = $1', [
    userId,
    status,
    mid,
  ]);
}
