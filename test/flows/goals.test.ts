// Goals end to end: what people did after a message, how it compares with who was left out, what the report and its files
// say, and when events are not waited for any more.
import { afterEach, expect, test } from 'vitest';
import type { Results } from '../../src/reports/result.contract.ts';
import { until } from '../support/until.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import {
  createCampaign,
  everybodyWithPsid,
  peopleWrite,
  publishAndFinish,
  startWorld,
  type World,
} from '../support/world.ts';

let world: World;
let clock: VirtualClock;
afterEach(() => world?.close());

const START = '2027-03-27T20:00:00Z'; // the clocks go forward that night
const PEOPLE = 12;

async function stage(): Promise<void> {
  clock = createVirtualClock(START);
  world = await startWorld({ clock });
  await clock.moveTo(world, START);
  const psids = await peopleWrite(world, PEOPLE);
  for (const [index, psid] of psids.entries())
    await world.api('POST', '/api/people', { customer_id: `c${index + 1}`, attributes: { ps_id: psid } });
}

const GOALS = [
  {
    name: 'Bought much',
    event: 'Purchase',
    where: [{ kind: 'attribute', attribute: 'amount', op: 'greater', value: 10 }],
    revenue_attribute: 'amount',
    within_hours: 24,
  },
  { name: 'Bought', event: 'Purchase', within_hours: 72 },
];
const happens = (customer_id: string, amount: number, occurred_at = clock.now().toISOString()) =>
  world.api('POST', '/api/events', {
    events: [{ customer_id, name: 'Purchase', attributes: { amount }, occurred_at }],
  });
const looked = () =>
  until('all events are looked at', async () => (await world.count('noticed_events')) === 0);
const results = (id: string) => world.api<Results>('GET', `/api/campaigns/${id}/results`);
const reached = async (id: string) =>
  (await results(id)).goals.map(({ name, people, times, revenue }) => [name, people, times, revenue]);

async function send(controls: object = {}): Promise<string> {
  const id = await createCampaign(world, {
    segment_id: await everybodyWithPsid(world),
    page_id: world.page.id,
    message: { message: { text: 'Shoes!' } },
    controls: { quiet_hours: 'none', ...controls },
    goals: GOALS,
  });
  await publishAndFinish(world, id);
  return id;
}

test('what people did in time counts once, early, late and after the campaign has ended', async () => {
  await stage();
  await happens('c1', 99); // before the message
  const id = await send();
  await happens('c1', 50);
  await happens('c1', 5);
  await happens('c2', 20);
  await looked();
  expect(await reached(id)).toEqual([
    ['Bought much', 2, 2, 70],
    ['Bought', 2, 3, null],
  ]);
  await clock.moveTo(world, '2027-03-28T22:00:00Z');
  await happens('c3', 30); // too late for one of the goals
  await happens('c4', 40, '2027-03-27T20:30:00Z'); // comes late, and was in time
  await looked();
  expect(await reached(id)).toEqual([
    ['Bought much', 3, 3, 110],
    ['Bought', 4, 5, null],
  ]);
  const { funnel, series } = await results(id);
  expect(funnel.find(({ step }) => step === 'converted')?.people).toBe(4);
  expect(series.points.reduce((sum, { converted }) => sum + converted, 0)).toBe(4);
  await clock.moveTo(world, '2027-04-02T20:00:00Z');
  await until('nothing is watched for', async () => (await world.count('watched_events')) === 0);
});

test('whoever is left out for comparison is counted too, and files say what the screen says', async () => {
  await stage();
  const id = await send({ control_group_percent: 50 });
  for (let person = 1; person <= PEOPLE; person += 1) await happens(`c${person}`, 20);
  await looked();
  const { goals, funnel } = await results(id);
  const left = funnel[1]?.left.find(({ reason }) => reason === 'control_group')?.count ?? 0;
  const accepted = funnel[2]?.people ?? 0;
  expect(accepted + left).toBe(PEOPLE);
  expect(goals[0]).toMatchObject({ people: accepted, revenue: 20 * accepted });
  if (left > 0) expect(goals[0]?.control).toMatchObject({ people: left, of: left, verdict: 'too_few' });
  const file = async (path: string): Promise<string> => String((await world.ask('GET', path)).json);
  const figures = await file(`/api/campaigns/${id}/report/export`);
  expect(figures).toContain(`goal_people,Bought much,`);
  if (left > 0) expect(figures).toContain(`goal_control_of,Bought much,,${left}`);
  const rows = (await file(`/api/campaigns/${id}/deliveries/export`)).trim().split(/\r?\n/);
  expect(rows[0]).toMatch(/,run,version,variant,entry,conversions,revenue,language$/);
  expect(rows.slice(1).every((row) => row.endsWith(',1,1,,,2,20,'))).toBe(true);
});

test('an answer tells whether it opened a window that had closed, or kept one open that was about to', async () => {
  await stage();
  await clock.moveTo(world, '2027-03-28T19:00:00Z'); // their windows close in an hour
  const id = await send();
  const psids = (
    await world.sand<{ data: { psid: string }[] }>(
      'GET',
      `/sandbox/people?page_id=${world.page.id}&limit=100`,
    )
  ).data;
  const answer = async (person: number, count: number) => {
    const path = `/sandbox/people/${psids[person]?.psid}/actions`;
    await world.sand('POST', path, { page_id: world.page.id, type: 'message', text: 'Thanks' });
    await until('it is known', async () => (await world.count("responses where kind = 'reply'")) === count);
  };
  await answer(0, 1);
  await clock.moveTo(world, '2027-03-28T21:00:00Z');
  await answer(1, 2);
  await answer(0, 3); // a second answer, in the window of the first
  expect((await results(id)).windows).toMatchObject({
    ...{ sent_in_open: PEOPLE, sent_in_closed: 0, not_sent: 0, reopened: 1, kept_open: 1 },
  });
});
