// What a person would write to receive webhooks: a Fastify route that checks the signature and inserts the event before it
// answers. The server, the database and its settings are the same as ours.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import pg from 'pg';
import { APP } from '../kit/names.ts';
import { readSettings, serve } from '../kit/serve.ts';

const { databaseUrl, pool: max } = readSettings<{ databaseUrl: string; pool: number }>();
const pool = new pg.Pool({ connectionString: databaseUrl, max });
const app = fastify();

app.removeContentTypeParser('application/json');
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
);

app.post('/webhooks/messenger', async (request, reply) => {
  const body = request.body as Buffer;
  const expected = `sha256=${createHmac('sha256', APP.secret).update(body).digest('hex')}`;
  const given = String(request.headers['x-hub-signature-256'] ?? '');
  if (given.length !== expected.length || !timingSafeEqual(Buffer.from(given), Buffer.from(expected)))
    return reply.status(403).send();
  await pool.query('insert into webhooks (payload) values ($1)', [JSON.parse(body.toString('utf8'))]);
  return reply.send('EVENT_RECEIVED');
});

await app.listen({ port: 0, host: '127.0.0.1' });

serve({ port: () => (app.server.address() as AddressInfo).port }, async () => {
  await app.close();
  await pool.end();
});
