// Who listens: Talaria as it ships with fifty campaigns, and a receiver with a queue as a person would write it.
import { sql } from 'kysely';
import { createApiKey } from '../../src/access/api-keys.ts';
import { DEFAULT_WORKSPACE } from '../../src/access/owner.ts';
import { readConfig } from '../../src/kit/config.ts';
import { execute } from '../../src/kit/db.ts';
import { startRedis } from '../baselines/redis.ts';
import { type Child, startChild } from '../kit/child.ts';
import { pageId } from '../kit/names.ts';
import { peopleAttributes } from '../kit/people.ts';
import type { Place } from '../kit/place.ts';
import { createTalariaDatabase, replacePeople, startTalaria } from '../kit/talaria.ts';
import {
  customerOf,
  eventName,
  happening,
  PAGES,
  PEOPLE,
  TEXT,
  TRIGGERS,
  type TriggerConditions,
} from './calls.ts';
import type { Run } from './world.child.ts';

export interface Listener {
  name: string;
  child: Child;
  to: Pick<Run, 'port' | 'path' | 'headers' | 'isList'>;
}

export async function openTalaria(place: Place, graphUrl: string): Promise<Listener> {
  const database = await createTalariaDatabase(place, 'triggers', PAGES);
  await replacePeople(database, PEOPLE, PAGES);
  const { secret } = await createApiKey(database.db, DEFAULT_WORKSPACE, 'bench');
  const child = await startTalaria(place, database, { graphUrl, workers: true });
  const port = await child.ask<number>('port');
  const api = async <T>(path: string, body: unknown): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  // Events are known once they happened.
  const { attributes } = happening(1);
  const events = Array.from({ length: PAGES }, (_, index) => ({
    ...{ customer_id: customerOf(1), name: eventName(index + 1), attributes },
    occurred_at: new Date(Date.now() - 48 * 3_600_000).toISOString(),
  }));
  await api('/api/events', { events });
  for (const one of TRIGGERS) {
    const { id } = await api<{ id: string }>('/api/campaigns', {
      name: `${one.event}, ${one.category}`,
      definition: definitionOf(one),
    });
    await api(`/api/campaigns/${id}/publish`, {});
  }
  return {
    name: 'Talaria, 50 triggers',
    child,
    to: { port, path: '/api/events', headers: `Authorization: Bearer ${secret}\r\n`, isList: true },
  };
}

const definitionOf = ({ page, event, category, amount }: TriggerConditions) => ({
  delivery_type: 'event',
  page_id: pageId(page),
  message: { message: { text: TEXT } },
  trigger: {
    events: [
      {
        event,
        where: [
          { kind: 'attribute', attribute: 'category', op: 'is', value: category },
          { kind: 'attribute', attribute: 'amount', op: 'greater', value: amount },
        ],
      },
    ],
  },
});

/** null: there is no Redis. */
export async function openBullMq(place: Place, graphUrl: string): Promise<Listener | null> {
  const redisPort = await startRedis(place);
  if (redisPort === null) {
    console.log('There is no redis-server here: the BullMQ baseline is left out.\n');
    return null;
  }
  const database = await place.createDatabase('triggers_bullmq');
  for (const statement of [
    sql`create table users (id bigint primary key, customer_id text not null unique, psid text not null, attributes jsonb not null)`,
    sql`create table events (id bigint primary key generated always as identity, customer_id text not null, name text not null,
                             attributes jsonb not null, at timestamptz not null default now())`,
    sql`create index on events (customer_id, at)`,
    sql`create table messages (event_id bigint not null, user_id bigint not null, mid text not null, sent_at timestamptz not null)`,
    sql`insert into users select n, 'customer-' || n, attributes ->> 'ps_id', attributes
          from generate_series(1, ${PEOPLE}::int) n, lateral (select ${peopleAttributes(1)} as attributes) person`,
    sql`vacuum (analyze) users`,
  ])
    await execute(database.db, statement);
  const settings = { databaseUrl: database.url, graphUrl, pool: readConfig({}).databasePool, redisPort };
  const child = await startChild('baselines/triggers-bullmq.child.ts', settings);
  place.atEnd(() => child.stop());
  const port = await child.ask<number>('port');
  return {
    name: 'Express, 50 triggers in memory, BullMQ',
    child,
    to: { port, path: '/events', headers: '', isList: false },
  };
}
