// Any number of workers: three worker processes beside the service, fifty Pages with a campaign each, workers killed with
// -9 and started again at random while they send. All settle, and by the sandbox's own record each person is messaged once.
import { randomInt } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRandom } from '../../simulator/world/random.ts';
import { compare } from '../chaos/compare.ts';
import { readLedger, readPeople, readProgress, readRecord } from '../chaos/ledger.ts';
import { openStage, type Stage } from '../chaos/stage.ts';
import { prepareStory, publish, type Story } from '../chaos/story.ts';
import { until } from '../support/until.ts';

const PAGES = 50;
const PER_PAGE = 12;
const PEOPLE = PAGES * PER_PAGE;
const KILLS = 6;
const TIMEOUT_MS = 180_000;

const seed = randomInt(1, 2 ** 31);
const random = createRandom(`workers ${seed}`);

let stage: Stage;
beforeEach(async () => {
  // One message a second and Page: everything is in the middle of sending while the workers die.
  stage = await openStage({ seed, workers: 3, sendRate: 1, graceSeconds: 5 });
}, TIMEOUT_MS);
afterEach(() => stage?.close());

const countAccepted = async (): Promise<number> =>
  (await readProgress(stage.database.db)).states['accepted'] ?? 0;

const isFinished = async ({ operator, campaigns }: Story): Promise<boolean> => {
  const list = await operator.call<{ campaigns: { state: string }[] }>('GET', '/api/campaigns');
  return list.campaigns.filter(({ state }) => state === 'finished').length === campaigns.length;
};

test(`three workers killed at random, fifty Pages: everybody once (seed ${seed})`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const story = await prepareStory(stage, { pages: PAGES, perPage: PER_PAGE });
  await publish(story);
  for (let kill = 1; kill <= KILLS; kill++) {
    const goal = Math.floor((PEOPLE * kill) / (KILLS + 2)) + random.between(0, 50);
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
