// What a person would write from the platform's sample: Express, whose JSON parser hands the raw bytes to a signature check,
// and a loop over the events; made durable by one INSERT an event before the 200.
import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request, type Response } from 'express';
import pg from 'pg';
import { APP } from '../kit/names.ts';
import { readSettings, serve } from '../kit/serve.ts';

interface Webhook {
  object: string;
  entry: { messaging: object[] }[];
}

const { databaseUrl, pool: max } = readSettings<{ databaseUrl: string; pool: number }>();
const pool = new pg.Pool({ connectionString: databaseUrl, max });
const app = express();
app.use(express.json({ verify: verifySignature, limit: '4mb' }));

app.post('/webhooks/messenger', async (request: Request, response: Response) => {
  const { object, entry } = request.body as Webhook;
  if (object !== 'page') return response.sendStatus(404);
  for (const { messaging } of entry)
    for (const event of messaging) await pool.query('insert into events (payload) values ($1)', [event]);
  return response.status(200).send('EVENT_RECEIVED');
});

function verifySignature(request: IncomingMessage, _response: ServerResponse, body: Buffer): void {
  const given = String(request.headers['x-hub-signature-256'] ?? '').split('=')[1];
  const expected = createHmac('sha256', APP.secret).update(body).digest('hex');
  if (given !== expected) throw new Error('The signature is not the expected one.');
}

const server = app.listen(0, '127.0.0.1');

serve({ port: () => (server.address() as AddressInfo).port }, async () => {
  server.closeAllConnections();
  server.close();
  await pool.end();
});
