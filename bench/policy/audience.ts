// A million people before a campaign goes out: the waterfall of all of them, and the preflight of 100,000 while the service
// answers others. Through the service as it ships, over HTTP.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { createApiKey } from '../../src/access/api-keys.ts';
import { DEFAULT_WORKSPACE } from '../../src/access/owner.ts';
import { type Database, execute } from '../../src/kit/db.ts';
import type { Child } from '../kit/child.ts';
import { withoutIndexes } from '../kit/fast-load.ts';
import { pageId } from '../kit/names.ts';
import { peopleAttributes } from '../kit/people.ts';
import type { Place } from '../kit/place.ts';
import { type Figures, median, percentile, round, summarise } from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import { createTalariaDatabase, startTalaria } from '../kit/talaria.ts';

const PEOPLE = 1_000_000;
const CHECKED = 100_000;
const WATERFALLS = 7;
const CHECKED_WITHIN_MS = 300_000;
/** Another user of the service asks so often. */
const ASK_EVERY_MS = 10;
/** Nothing is sent. */
const NO_GRAPH = 'http://127.0.0.1:9';

type Api = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** Milliseconds of one waterfall (median of 7), seconds of one preflight, and how the service answered meanwhile. */
export async function measureAudience(place: Place): Promise<Figures> {
  const database = await createTalariaDatabase(place, 'audience', 1);
  await fill(database);
  const service = await startTalaria(place, database, { graphUrl: NO_GRAPH, workers: true });
  const api = await connect(database, service);
  const waterfall = await measureWaterfall(api);
  const preflight = await measurePreflight(api, service);
  await service.stop();
  const all = { ...waterfall, ...preflight };
  const columns = {
    'waterfall ms': 'waterfall_ms',
    'message alone ms': 'waterfall_message_ms',
    'preflight s': 'preflight_s',
    'answers p99 ms': 'preflight_p99_ms',
    'at most ms': 'preflight_max_ms',
    'service cores': 'preflight_cores',
  };
  console.log(
    `A waterfall of ${PEOPLE.toLocaleString('en-US')}; a preflight of ${CHECKED.toLocaleString('en-US')}`,
  );
  printTable(columns, [['Talaria', summarise([all])]]);
  return all;
}

/** One in ten never wrote, windows end in the next day for four of ten, some blocked or opted out; four languages. */
async function fill({ db }: Database): Promise<void> {
  await withoutIndexes(db, ['profiles', 'identities'], async () => {
    await execute(
      db,
      sql`insert into profiles (workspace_id, customer_id, attributes)
          select ${DEFAULT_WORKSPACE}, 'customer-' || n, ${peopleAttributes(1)} || jsonb_build_object(
                   'locale', (array['cs_CZ', 'en_US', 'de_DE', 'fr_FR'])[n % 4 + 1], 'tenth', n % 10)
                 - case when n % 50 = 0 then 'city' else '' end
            from generate_series(1, ${PEOPLE}::int) n`,
    );
    await execute(
      db,
      sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, last_user_action_at,
                                  blocked_at, opted_out_at, enriched_at)
          select ${DEFAULT_WORKSPACE}, ${pageId(1)}, attributes ->> 'ps_id', profile_id, 'webhook', now(),
                 case when profile_id % 10 > 0 then now() - (profile_id * 7919 % 216000) * interval '1 s' end,
                 case when profile_id % 33 = 0 then now() end, case when profile_id % 47 = 0 then now() end, now()
            from profiles`,
    );
  });
  await execute(
    db,
    sql`insert into utility_templates (workspace_id, page_id, name, language, template_id, status, components, synced_at)
        select ${DEFAULT_WORKSPACE}, ${pageId(1)}, 'receipt', language, language, 'APPROVED', '[]', now()
          from unnest(array['en', 'cs', 'de_DE']) language`,
  );
  await execute(db, sql`vacuum (analyze) profiles, identities`);
}

async function connect({ db }: Database, service: Child): Promise<Api> {
  const { secret } = await createApiKey(db, DEFAULT_WORKSPACE, 'bench');
  const url = `http://127.0.0.1:${await service.ask<number>('port')}`;
  return async <T>(method: string, path: string, body?: unknown) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text) as T;
  };
}

const TEXT =
  "Hi {{ first_name | default: 'there' }}, order {{ order_number }} leaves {{ city }} today. Plan: {{ plan }}.";
const MESSAGE = {
  message: { text: TEXT, quick_replies: [{ content_type: 'text', title: 'Thanks', payload: 'T' }] },
};
const ROUTES = [
  { kind: 'message' },
  { kind: 'utility', template: { name: 'receipt', language: 'en', language_attribute: 'locale' } },
  { kind: 'hold', hours: 72 },
];

async function segmentOf(api: Api, name: string, filters: object[]): Promise<string> {
  const { id } = await api<{ id: string }>('POST', '/api/segments', {
    name,
    filter: { kind: 'group', match: 'all', filters },
  });
  return id;
}

/** Everybody, each time in a segment of its own: the service remembers a dear count for some seconds. */
async function measureWaterfall(api: Api): Promise<Figures> {
  const measure = async (name: string, turn: number, routes: object[]): Promise<number> => {
    const filters = Array.from({ length: turn }, () => ({ kind: 'group', match: 'all', filters: [] }));
    const segment_id = await segmentOf(api, `${name} ${turn}`, filters);
    const definition = { segment_id, page_id: pageId(1), message: MESSAGE, routes };
    const startedAt = performance.now();
    const { waterfall } = await api<{ waterfall: { steps: { people: number }[] } }>(
      'POST',
      '/api/campaigns/waterfall',
      { definition },
    );
    if (waterfall.steps[0]?.people !== PEOPLE) throw new Error('The waterfall does not hold everybody');
    return performance.now() - startedAt;
  };
  const times: { all: number; message: number }[] = [];
  for (let turn = 0; turn < WATERFALLS; turn++)
    times.push({
      all: await measure('By all routes', turn, ROUTES),
      message: await measure('By the message', turn, [{ kind: 'message' }]),
    });
  return {
    waterfall_ms: round(median(times.map(({ all }) => all))),
    waterfall_message_ms: round(median(times.map(({ message }) => message))),
  };
}

interface Progress {
  state: string;
  checked: number;
  fine: number;
  affected: number;
  because: string | null;
}

async function measurePreflight(api: Api, service: Child): Promise<Figures> {
  const tenth = [{ kind: 'attribute', attribute: 'tenth', op: 'is', value: 1 }];
  const definition = {
    segment_id: await segmentOf(api, 'A tenth', tenth),
    page_id: pageId(1),
    message: MESSAGE,
  };
  const { id } = await api<{ id: string }>('POST', '/api/campaigns', { name: 'To a tenth', definition });
  const before = await service.usage();
  const startedAt = performance.now();
  await api('POST', `/api/campaigns/${id}/preflight`, {});
  const others = askUntilStopped(api, id);
  const { checked } = await untilFinished(api, id, startedAt);
  const wallMs = performance.now() - startedAt;
  const times = (await others.stop()).toSorted((a, b) => a - b);
  const after = await service.usage();
  if (checked !== CHECKED) throw new Error(`The preflight checked ${checked} people`);
  return {
    preflight_s: round(wallMs / 1000, 2),
    preflight_p99_ms: round(percentile(times, 0.99), 1),
    preflight_max_ms: round(times.at(-1) ?? Number.NaN, 1),
    preflight_cores: round((after.cpuMs - before.cpuMs) / wallMs, 2),
  };
}

async function untilFinished(api: Api, id: string, startedAt: number): Promise<Progress> {
  for (;;) {
    const { preflight } = await api<{ preflight: Progress }>('GET', `/api/campaigns/${id}/preflight`);
    if (preflight.state === 'finished') return preflight;
    if (preflight.state !== 'running')
      throw new Error(`The preflight is ${preflight.state}: ${preflight.because}`);
    if (performance.now() - startedAt > CHECKED_WITHIN_MS) throw new Error('The preflight did not finish');
    await sleep(100);
  }
}

/** One request after the other; how long each took in milliseconds. */
function askUntilStopped(api: Api, id: string): { stop(): Promise<number[]> } {
  let goesOn = true;
  const times: number[] = [];
  const run = async (): Promise<void> => {
    while (goesOn) {
      const startedAt = performance.now();
      await api('GET', `/api/campaigns/${id}`);
      times.push(performance.now() - startedAt);
      await sleep(ASK_EVERY_MS);
    }
  };
  const done = run();
  return {
    async stop() {
      goesOn = false;
      await done;
      return times;
    },
  };
}
