// How long the list of campaigns takes over HTTP with 10,000 campaigns, of which 50 sent 100,000 messages each: every way it is
// searched, narrowed and sorted, and how long the counting behind it takes once.
import { createApiKey } from '../../src/access/api-keys.ts';
import { DEFAULT_WORKSPACE } from '../../src/access/owner.ts';
import { createApp } from '../../src/app.ts';
import { countRuns } from '../../src/campaigns/totals.workers.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { readConfig } from '../../src/kit/config.ts';
import { silentLog } from '../../src/kit/log.ts';
import type { Place } from '../kit/place.ts';
import { percentile, type Result, summarise } from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import { createTalariaDatabase } from '../kit/talaria.ts';
import { fillCampaigns, SIZE } from './world.ts';

const CALLS = 40;
/** In the order a person meets them. */
const QUESTIONS = {
  newest: '',
  'next page': 'after=cmp_9000',
  'by name': 'sort=name',
  'next run first': 'sort=next_run',
  search: 'search=klara',
  'one state': 'state=finished',
  'tag and type': 'tag=spring&delivery_type=periodic',
} as const;

export async function campaignsBench(place: Place): Promise<Result> {
  const database = await createTalariaDatabase(place, 'campaigns', 1);
  await fillCampaigns(database.db);
  const began = performance.now();
  while ((await countRuns(database.db, new Date())) > 0);
  const count_all_ms = performance.now() - began;
  const config = readConfig({});
  const clock = systemClock;
  const app = await createApp({
    ...{ config, database, clock, log: silentLog, dashboardDir: '' },
    encryptionKey: 'k'.repeat(32),
  });
  const { secret } = await createApiKey(database.db, DEFAULT_WORKSPACE, 'bench');
  const ours: Record<string, number> = { count_all_ms };
  for (const [name, query] of Object.entries(QUESTIONS)) {
    const took: number[] = [];
    for (let call = 0; call < CALLS; call += 1) {
      const started = performance.now();
      const { statusCode, body } = await app.server.inject({
        ...{ method: 'GET', url: `/api/campaigns?limit=100&${query}` },
        headers: { authorization: `Bearer ${secret}` },
      });
      took.push(performance.now() - started);
      if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}: ${body}`);
    }
    ours[`${name.replaceAll(' ', '_')}_p95_ms`] = percentile(
      took.toSorted((a, b) => a - b),
      0.95,
    );
  }
  await app.close();
  await database.close();
  const columns = Object.fromEntries(Object.keys(ours).map((key) => [key.replaceAll('_', ' '), key]));
  printTable(columns, [[`${SIZE.campaigns} campaigns`, summarise([ours])]]);
  return { ours: { ...ours, ...SIZE }, baselines: {}, ratio: {} };
}
