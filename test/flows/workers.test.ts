// Any number of workers: three worker processes beside the service and fifty Pages with a campaign each. Workers killed with
// -9 and started again at random leave nobody out and message nobody twice; whoever comes gets a share without being asked.
import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../simulator/world/random.ts';
import { compare } from '../chaos/compare.ts';
import { readLedger, readPeople, readProgress, readRecord } from '../chaos/ledger.ts';
import { openStage, type Stage } from '../chaos/stage.ts';
import { draftCampaigns, prepareStory, publish, type Story } from '../chaos/story.ts';
import { until } from '../support/until.ts';

const PAGES = 50;
const PER_PAGE = 8;
const PEOPLE = PAGES * PER_PAGE;
const KILLS = 4;
const TIMEOUT_MS = 180_000;

const seed = randomInt(1, 2 ** 31);
const random = createRandom(`workers ${seed}`);

let stage: Stage;
let story: Story;
beforeAll(async () => {
  // One message a second and Page: everything is in the middle of sending while the workers die.
  stage = await openStage({ seed, workers: 3, sendRate: 1, graceSeconds: 5 });
  story = await prepareStory(stage, { pages: PAGES, perPage: PER_PAGE });
}, TIMEOUT_MS);
afterAll(() => stage?.close());

const countAccepted = async (): Promise<number> =>
  (await readProgress(stage.database.db)).states['accepted'] ?? 0;

const isFinished = async ({ operator, campaigns }: Story): Promise<boolean> => {
  const list = await operator.call<{ campaigns: { state: string }[] }>('GET', '/api/campaigns');
  return list.campaigns.filter(({ state }) => state === 'finished').length === campaigns.length;
};

test(`three workers killed at random, fifty Pages: everybody once (seed ${seed})`, {
  timeout: TIMEOUT_MS,
}, async () => {
  await publish(story);
  for (let kill = 1; kill <= KILLS; kill++) {
    const goal = Math.floor((PEOPLE * kill) / (KILLS + 2)) + random.between(0, 30);
    await until(`${goal} are accepted`, async () => (await countAccepted()) >= goal, TIMEOUT_MS);
    const worker = random.pick(stage.workers);
    await worker.kill();
    await worker.start();
  }
  await until('all campaigns are finished', () => isFinished(story), TIMEOUT_MS);
  await until('all echoes are applied', async () => {
    const { pending, scheduled } = await stage.sand<Record<string, number>>('GET', '/sandbox/webhooks');
    return pending === 0 && scheduled === 0 && (await readProgress(stage.database.db)).inbox === 0;
  });
  const record = await readRecord(stage, story.pageIds);
  const ledger = await readLedger(stage.database.db);
  expect(compare({ people: await readPeople(stage, story.pageIds), ledger, record })).toEqual([]);
  expect(record).toHaveLength(PEOPLE);
  expect(stage.deaths).toEqual([]);
});

/** How many lanes each process holds, the most first. */
const shares = async (): Promise<number[]> => {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from lanes where leased_until > now() group by holder order by n desc`.execute(
    stage.database.db,
  );
  return rows.map((row) => row.n);
};

/** `processes` hold all lanes, and none more than its share, rounded up. */
const untilShared = (processes: number): Promise<void> =>
  until(
    `${processes} processes share the ${PAGES} lanes`,
    async () => {
      const held = await shares();
      const most = Math.ceil(PAGES / processes);
      return held.length === processes && Math.max(...held) <= most && sum(held) === PAGES;
    },
    TIMEOUT_MS,
  );
const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);

test('whoever comes gets its share of the lanes, and whoever dies leaves its to the others', {
  timeout: TIMEOUT_MS,
}, async () => {
  // A message every hundred seconds: all lanes are at work as long as this takes.
  await publish({ operator: story.operator, campaigns: await draftCampaigns(story, 0.01) });
  await untilShared(4);
  const [worker] = stage.workers;
  await worker?.kill();
  await untilShared(3);
  await worker?.start();
  await untilShared(4);
});
