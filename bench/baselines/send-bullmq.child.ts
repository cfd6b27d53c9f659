// What a person would install: a BullMQ job per message, whose handler reads the person, renders the text with Liquid, sends
// it with messaging-api-messenger and writes the result.
import { Queue, Worker } from 'bullmq';
import { Liquid } from 'liquidjs';
import { MessengerClient } from 'messaging-api-messenger';
import pg from 'pg';
import { APP, PAGE } from '../kit/names.ts';
import { readSettings, serve } from '../kit/serve.ts';
import { MESSAGE } from '../send/message.ts';

const settings = readSettings<{ databaseUrl: string; graphUrl: string; pool: number; redisPort: number }>();
const CONCURRENCY = 50;
const BULK = 1_000;
const pool = new pg.Pool({ connectionString: settings.databaseUrl, max: settings.pool });
const liquid = new Liquid();
const messenger = new MessengerClient({
  accessToken: PAGE.accessToken,
  appSecret: APP.secret,
  version: '26.0',
  origin: settings.graphUrl,
});

interface Job {
  userId: string;
}
const connection = { host: '127.0.0.1', port: settings.redisPort, maxRetriesPerRequest: null };
const queue = new Queue<Job>('messages', { connection });
const worker = new Worker<Job>('messages', (job) => sendOne(job.data.userId), {
  connection,
  concurrency: CONCURRENCY,
});

serve({ send }, async () => {
  await worker.close();
  await queue.close();
  await pool.end();
});

async function send(): Promise<void> {
  await pool.query('insert into messages (user_id) select id from users');
  const { rows } = await pool.query<{ user_id: string }>('select user_id from messages order by user_id');
  const done = new Promise<void>((resolve, reject) => {
    let left = rows.length;
    worker.removeAllListeners('completed').removeAllListeners('failed');
    worker.on('completed', () => {
      left -= 1;
      if (left === 0) resolve();
    });
    worker.on('failed', (_job, error) => reject(error));
  });
  for (let from = 0; from < rows.length; from += BULK) {
    const jobs = rows.slice(from, from + BULK).map(({ user_id: userId }) => ({
      name: 'send',
      data: { userId },
      opts: { removeOnComplete: true },
    }));
    await queue.addBulk(jobs);
  }
  await done;
}

async function sendOne(userId: string): Promise<void> {
  const { rows } = await pool.query('select psid, attributes from users where id = $1', [userId]);
  const { psid, attributes } = rows[0];
  const text = await liquid.parseAndRender(MESSAGE, attributes);
  const { messageId } = await messenger.sendMessage(psid, { text }, { messagingType: 'RESPONSE' });
  await pool.query("update messages set status = 'sent', mid = $2, sent_at = now() where user_id = $1", [
    userId,
    messageId,
  ]);
}
