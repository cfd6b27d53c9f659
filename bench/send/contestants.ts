// Who sends: Talaria as it ships, and the senders a person would write. Each prepares people, and sends to all of them.
import { sql } from 'kysely';
import { readConfig } from '../../src/kit/config.ts';
import { one } from '../../src/kit/db.ts';
import { startRedis } from '../baselines/redis.ts';
import { createTables, replaceUsers } from '../baselines/users.ts';
import { startChild, type Usage } from '../kit/child.ts';
import type { Place } from '../kit/place.ts';
import {
  createTalariaDatabase,
  publishToAll,
  readLedger,
  replacePeople,
  startTalaria,
  untilFinished,
} from '../kit/talaria.ts';

export interface Sender {
  name: string;
  /** Replaces the people by so many new ones. */
  prepare(people: number): Promise<void>;
  /**
   * Sends to all of them; resolves with the seconds from the order to the last result written, and how many failed.
   * `concurrency`: calls in flight, for those who do not find it themselves.
   */
  send(of: { people: number; concurrency: number }): Promise<{ seconds: number; failed: number }>;
  usage(): Promise<Usage>;
}

export const NAMES = {
  talaria: 'Talaria, limit lifted',
  undici: 'bare undici loop (the limit)',
  loop: 'messenger loop, not durable',
  bullmq: 'BullMQ job per message',
  graphile: 'graphile-worker job per message',
} as const;
export type SenderKey = keyof typeof NAMES;

export interface TalariaOptions {
  name: string;
  graphUrl: string;
  pages: number;
  /** Unset: as it ships. */
  sendRatePerSecond?: number;
}

export async function openTalaria(
  place: Place,
  { name, pages, ...settings }: TalariaOptions,
): Promise<Sender> {
  const database = await createTalariaDatabase(place, 'sender', pages);
  const child = await startTalaria(place, database, { workers: true, ...settings });
  return {
    name,
    usage: () => child.usage(),
    prepare: (people) => replacePeople(database, people, pages),
    async send() {
      const orderedAtMs = Date.now();
      const published = await publishToAll(database, child, pages);
      await untilFinished(database);
      const { lastSettledAtMs, failed } = await readLedger(database, published);
      return { seconds: ((lastSettledAtMs ?? Number.NaN) - orderedAtMs) / 1000, failed };
    },
  };
}

/** The limit has no database: nothing to prepare, nothing to look up. */
export async function openUndici(place: Place, graphUrl: string): Promise<Sender> {
  const child = await startChild('baselines/send-undici.child.ts', { graphUrl });
  place.atEnd(() => child.stop());
  return {
    name: NAMES.undici,
    usage: () => child.usage(),
    prepare: async () => {},
    async send(of) {
      const orderedAt = performance.now();
      await child.ask('send', of);
      return { seconds: (performance.now() - orderedAt) / 1000, failed: 0 };
    },
  };
}

/** A program on the tables of `users.ts`; its own Redis, for the one that needs it. */
async function openBaseline(
  place: Place,
  of: { key: Exclude<SenderKey, 'talaria' | 'undici'>; file: string; settings: object; durable: boolean },
): Promise<Sender> {
  const database = await place.createDatabase(of.key);
  await createTables(database);
  const child = await startChild(of.file, {
    databaseUrl: database.url,
    pool: readConfig({}).databasePool,
    ...of.settings,
  });
  place.atEnd(() => child.stop());
  const failures = sql<{ failed: number }>`select count(*) as failed from messages where status <> 'sent'`;
  return {
    name: NAMES[of.key],
    usage: () => child.usage(),
    prepare: (people) => replaceUsers(database, people),
    async send(to) {
      const orderedAt = performance.now();
      await child.ask('send', to);
      const seconds = (performance.now() - orderedAt) / 1000;
      return { seconds, failed: of.durable ? (await one(database.db, failures)).failed : 0 };
    },
  };
}

/** Without a Redis the one that needs it is left out. */
export async function openBaselines(place: Place, graphUrl: string): Promise<Sender[]> {
  const others = [
    await openBaseline(place, {
      key: 'loop',
      file: 'baselines/send-bare.child.ts',
      settings: { graphUrl },
      durable: false,
    }),
    await openBaseline(place, {
      key: 'graphile',
      file: 'baselines/send-graphile.child.ts',
      settings: { graphUrl },
      durable: true,
    }),
  ];
  const redisPort = await startRedis(place);
  if (redisPort === null) {
    console.log('There is no redis-server here: the BullMQ baseline is left out.\n');
    return others;
  }
  const bullmq = await openBaseline(place, {
    key: 'bullmq',
    file: 'baselines/send-bullmq.child.ts',
    settings: { graphUrl, redisPort },
    durable: true,
  });
  return [...others, bullmq];
}
