// What a person would write: Fastify with our own validation of a track call, and one INSERT for each event, running totals
// included, in a transaction for each request. On the same tables with the same indexes.
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import pg from 'pg';
import { segmentCall } from '../../src/ingest/segment.schema.ts';
import { AppError } from '../../src/kit/errors.ts';
import { readEventAttributes } from '../../src/profiles/event.rules.ts';
import { readSettings, serve } from '../kit/serve.ts';

interface Settings {
  databaseUrl: string;
  pool: number;
  workspaceId: string;
  secret: string;
}

const { databaseUrl, pool: max, workspaceId, secret } = readSettings<Settings>();
const pool = new pg.Pool({ connectionString: databaseUrl, max });
const app = fastify();
const authorization = `Basic ${Buffer.from(`${secret}:`).toString('base64')}`;

const INSERT = `
  with added as (
    insert into events (workspace_id, profile_id, name, occurred_at, source, dedupe_key, attributes, value)
    select $1, profile_id, $3, $4, 'api', $5, $6, $7 from profiles where workspace_id = $1 and customer_id = $2
    on conflict (workspace_id, dedupe_key) where dedupe_key is not null do nothing
    returning profile_id, name, occurred_at, value
  )
  insert into event_totals as t (workspace_id, name, profile_id, times, valued, first_at, last_at, value_sum, value_min, value_max)
  select $1, name, profile_id, 1, (value is not null)::int, occurred_at, occurred_at, coalesce(value::numeric, 0), value, value
    from added
  on conflict (workspace_id, name, profile_id) do update set
    times = t.times + 1, valued = t.valued + excluded.valued, first_at = least(t.first_at, excluded.first_at),
    last_at = greatest(t.last_at, excluded.last_at), value_sum = t.value_sum + excluded.value_sum,
    value_min = least(t.value_min, excluded.value_min), value_max = greatest(t.value_max, excluded.value_max)`;

/** The parameters of the statement for one call. */
function read(body: unknown): unknown[] {
  const call = segmentCall.parse(body);
  if (call.type !== 'track') throw new Error('Only track calls are measured');
  const attributes = readEventAttributes({ ...call.properties, context: call.context });
  if (attributes instanceof AppError) throw attributes;
  const { price = null } = attributes;
  return [workspaceId, call.userId, call.event, call.timestamp, call.messageId, attributes, price];
}

app.addHook('onRequest', async (request, reply) => {
  if (request.headers.authorization !== authorization) return reply.status(401).send();
});

app.post('/v1/track', async ({ body }) => {
  await pool.query({ name: 'insert', text: INSERT, values: read(body) });
  return { success: true };
});

app.post('/v1/batch', async ({ body }) => {
  const events = (body as { batch: unknown[] }).batch.map(read);
  const client = await pool.connect();
  try {
    await client.query('begin');
    for (const values of events) await client.query({ name: 'insert', text: INSERT, values });
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
  return { success: true };
});

await app.listen({ port: 0, host: '127.0.0.1' });

serve({ port: () => (app.server.address() as AddressInfo).port }, async () => {
  await app.close();
  await pool.end();
});
