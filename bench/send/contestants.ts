// Who sends: Talaria as it ships, and the senders a person would write. Each prepares people, and sends to all of them.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { readConfig } from '../../src/kit/config.ts';
import { type Database, one } from '../../src/kit/db.ts';
import { startRedis } from '../baselines/redis.ts';
import { createTables, replaceUsers } from '../baselines/users.ts';
import { type Child, startChild, type Usage } from '../kit/child.ts';
import type { Place } from '../kit/place.ts';
import { createTalariaDatabase, replacePeople } from '../kit/talaria.ts';
import { MESSAGE } from './message.ts';

export interface Sender {
  name: string;
  /** Replaces the people by so many new ones. */
  prepare(count: number): Promise<void>;
  /** Sends to all of them; resolves with the seconds from the order to the last result written, and how many failed. */
  send(): Promise<{ seconds: number; failed: number }>;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const SETTLED_WITHIN_MS = 600_000;

export async function startTalaria(
  place: Place,
  database: Database,
  settings: { name: string; graphUrl: string; sendRatePerSecond?: number },
): Promise<Sender> {
  const { name, ...rest } = settings;
  const child = await startChild('kit/talaria.child.ts', {
    databaseUrl: database.url,
    workers: true,
    ...rest,
  });
  place.atEnd(() => child.stop());
  return {
    name,
    usage: () => child.usage(),
    stop: () => child.stop(),
    prepare: (count) => replacePeople(database, count),
    async send() {
      const orderedAtMs = Date.now();
      await child.ask('publish', { message: MESSAGE });
      await untilFinished(database);
      const { lastAt, failed } = await one(
        database.db,
        sql<{ lastAt: Date; failed: number }>`
          select max(settled_at) as "lastAt", count(*) filter (where state <> 'accepted') as failed from deliveries`,
      );
      return { seconds: (lastAt.getTime() - orderedAtMs) / 1000, failed };
    },
  };
}

export const createSenderDatabase = (place: Place): Promise<Database> =>
  createTalariaDatabase(place, 'sender');

async function untilFinished({ db }: Database): Promise<void> {
  const givenUpAt = performance.now() + SETTLED_WITHIN_MS;
  const open = sql<{
    open: boolean;
  }>`select exists (select 1 from campaigns where state <> 'finished') as open`;
  while ((await one(db, open)).open) {
    if (performance.now() > givenUpAt) throw new Error('The campaign did not finish');
    await sleep(100);
  }
}

/** A baseline: a program on the tables of `users.ts`. */
async function startBaseline(
  place: Place,
  of: { name: string; database: string; file: string; settings: object },
): Promise<Sender> {
  const database = await place.createDatabase(of.database);
  await createTables(database);
  const child: Child = await startChild(of.file, {
    databaseUrl: database.url,
    pool: readConfig({}).databasePool,
    ...of.settings,
  });
  place.atEnd(() => child.stop());
  return {
    name: of.name,
    usage: () => child.usage(),
    stop: () => child.stop(),
    prepare: (count) => replaceUsers(database, count),
    async send() {
      const orderedAt = performance.now();
      await child.ask('send');
      const seconds = (performance.now() - orderedAt) / 1000;
      const { failed } = await one(
        database.db,
        sql<{ failed: number }>`select count(*) as failed from messages where status <> 'sent'`,
      );
      return { seconds, failed };
    },
  };
}

export const BULLMQ = 'BullMQ + messaging-api-messenger';
export const LOOP = 'loop, 50 at a time, fetch';

/** Without a Redis the one that needs it is left out. */
export async function startBaselines(place: Place, graphUrl: string): Promise<Sender[]> {
  const loop = await startBaseline(place, {
    name: LOOP,
    database: 'loop',
    file: 'baselines/send-loop.child.ts',
    settings: { graphUrl },
  });
  const redisPort = await startRedis(place);
  if (redisPort === null) {
    console.log('There is no redis-server here: the BullMQ baseline is left out.\n');
    return [loop];
  }
  const bullmq = await startBaseline(place, {
    name: BULLMQ,
    database: 'bullmq',
    file: 'baselines/send-bullmq.child.ts',
    settings: { graphUrl, redisPort },
  });
  return [bullmq, loop];
}
