// What a person would write: an Express route that stores the event, asks fifty triggers in memory, and adds a BullMQ job for the
// message; a worker reads the person, renders, sends, and writes the result.
import type { AddressInfo } from 'node:net';
import { Queue, Worker } from 'bullmq';
import express, { type Request, type Response } from 'express';
import { Liquid } from 'liquidjs';
import pg from 'pg';
import { readSettings, serve } from '../kit/serve.ts';
import { type Happening, TEXT, TRIGGERS } from '../triggers/calls.ts';
import { type BaselineSettings, openMessenger } from './one-message.ts';

interface Job {
  eventId: string;
  customerId: string;
  event: Happening['attributes'];
}

/** The best of 20, 50 and 200. */
const CONCURRENCY = 50;

const {
  databaseUrl,
  graphUrl,
  pool: max,
  redisPort,
} = readSettings<BaselineSettings & { redisPort: number }>();
const pool = new pg.Pool({ connectionString: databaseUrl, max });
const messenger = openMessenger(graphUrl);
const liquid = new Liquid();
const connection = { host: '127.0.0.1', port: redisPort, maxRetriesPerRequest: null };
const queue = new Queue<Job>('triggers', { connection });
const worker = new Worker<Job>('triggers', send, { connection, concurrency: CONCURRENCY });

const app = express();
app.use(express.json());
app.post('/events', async (request: Request, response: Response) => {
  const { customer_id: customerId, name, attributes } = request.body as Happening;
  const { rows } = await pool.query<{ id: string }>(
    'insert into events (customer_id, name, attributes) values ($1, $2, $3) returning id',
    [customerId, name, attributes],
  );
  for (const { event, category, amount } of TRIGGERS)
    if (name === event && attributes.category === category && attributes.amount > amount)
      await queue.add(
        'send',
        { eventId: rows[0]!.id, customerId, event: attributes },
        { removeOnComplete: true },
      );
  response.sendStatus(200);
});

async function send({ data: { eventId, customerId, event } }: { data: Job }): Promise<void> {
  const { rows } = await pool.query('select id, psid, attributes from users where customer_id = $1', [
    customerId,
  ]);
  const [{ id, psid, attributes }] = rows;
  const text = await liquid.parseAndRender(TEXT, { ...attributes, EventAttribute: event });
  const { messageId } = await messenger.sendMessage(psid, { text }, { messagingType: 'RESPONSE' });
  await pool.query('insert into messages (event_id, user_id, mid, sent_at) values ($1, $2, $3, now())', [
    eventId,
    id,
    messageId,
  ]);
}

const server = app.listen(0, '127.0.0.1');

serve({ port: () => (server.address() as AddressInfo).port }, async () => {
  server.closeAllConnections();
  server.close();
  await worker.close();
  await queue.close();
  await pool.end();
});
