// Webhooks: how many signed events a second are durable and answered, in bodies of one and of ten, against the platform's
// sample made durable; and how soon they are answered while a campaign of our own causes them.
import type { Place } from '../kit/place.ts';
import {
  type Contestant,
  type Options,
  type Result,
  ratioOf,
  type Summary,
  summarise,
  takeTurns,
} from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import { measureFlood } from './flood.ts';
import { openExpressReceiver, openTalariaReceiver, type Receiver, startLoad } from './storing.ts';

const SHIPPED = 'Talaria, applying meanwhile';
const STORING = 'Talaria, storing only';
const EXPRESS = 'Express, one INSERT an event';
const PLATFORM_PER_SECOND = 300;
const LIFTED_PER_SECOND = 1_000;
const FLOOD_SECONDS = 15;

export async function webhooksBench(place: Place, { seconds, onlyOurs }: Options): Promise<Result> {
  const load = await startLoad(place);
  const storing = await openTalariaReceiver(place, load, { name: STORING, applying: false });
  const shipped = await openTalariaReceiver(place, load, { name: SHIPPED, applying: true });
  const express = onlyOurs ? [] : [await openExpressReceiver(place, load, EXPRESS)];
  const single = await compare([storing, shipped, ...express], { seconds, batch: 1 });
  // What ten events cost to apply is what one costs, ten times: nothing to learn from waiting for it.
  const tens = await compare([storing, ...express], { seconds, batch: 10 });
  const floods = await compareFloods(place);

  const ratio = {
    durable: ratioOf(single.get(STORING), single.get(EXPRESS), 'per_second'),
    durable_batch_of_10: ratioOf(tens.get(STORING), tens.get(EXPRESS), 'per_second'),
    durable_while_applying: ratioOf(single.get(SHIPPED), single.get(EXPRESS), 'per_second'),
  };
  if (!onlyOurs)
    console.log(
      `Storing, which is all the baseline does: ${ratio.durable} times its events/s, ${ratio.durable_batch_of_10} times in ` +
        `bodies of ten; while also applying them, ${ratio.durable_while_applying} times.\n`,
    );
  return {
    ours: {
      ...single.get(STORING),
      flood_p99_ms: floods.get('at_the_limit')?.['p99_ms'],
      batch_of_10: tens.get(STORING),
      while_applying: single.get(SHIPPED),
      flood: Object.fromEntries(floods),
    },
    baselines: { express: single.get(EXPRESS), express_batch_of_10: tens.get(EXPRESS) },
    ratio,
  };
}

async function compare(
  receivers: Receiver[],
  of: { seconds: number; batch: number },
): Promise<Map<string, Summary>> {
  const contestants: Contestant[] = [];
  for (const receiver of receivers) contestants.push(await receiver(of));
  const figures = await takeTurns(contestants);
  console.log(of.batch === 1 ? 'One event in a body' : `${of.batch} events in a body`);
  const columns = {
    'events/s': 'per_second',
    'p50 ms': 'p50_ms',
    'p99 ms': 'p99_ms',
    errors: 'errors',
    'applied/s': 'applied_per_second',
    'not applied': 'not_applied',
    'µs CPU each: service': 'service_us_each',
    PostgreSQL: 'postgres_us_each',
    'whoever sends': 'load_us_each',
    'RSS MB': 'rss_mb',
  };
  printTable(columns, figures);
  return figures;
}

async function compareFloods(place: Place): Promise<Map<string, Summary>> {
  const atLimit = { database: 'flood', seconds: FLOOD_SECONDS, perSecond: PLATFORM_PER_SECOND };
  const lifted = { database: 'flood_lifted', seconds: FLOOD_SECONDS, perSecond: LIFTED_PER_SECOND };
  const floods = new Map([
    ['at_the_limit', summarise([await measureFlood(place, atLimit)])],
    ['lifted', summarise([await measureFlood(place, lifted)])],
  ]);
  console.log('Echo, delivered and read of a running campaign');
  const columns = {
    'sent/s': 'calls_per_second',
    'webhooks/s': 'webhooks_per_second',
    'p50 ms': 'p50_ms',
    'p99 ms': 'p99_ms',
    'worst ms': 'worst_ms',
    errors: 'errors',
    'inbox at the end': 'backlog',
    'empty after ms': 'drained_after_ms',
    'not echoed': 'not_echoed',
    'not read': 'not_read',
    'cores: service': 'service_cores',
  };
  const titles = { at_the_limit: 'One Page at 300 a second', lifted: 'limit lifted to 1,000' };
  printTable(
    columns,
    Object.entries(titles).map(([name, title]) => [title, floods.get(name)!]),
  );
  return floods;
}
