// Names from the sandbox for people who wrote, at a pace that leaves room for sending.
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openStory, type Story } from '../../test/support/messenger-story.ts';
import { execute } from '../kit/db.ts';
import { createEnrichmentWorker } from './enrichment.workers.ts';

/** People who wrote and are known here by PSID only. */
async function openWithPeople(count: number) {
  const story = await openStory();
  await story.connect();
  await story.api('POST', `/api/pages/${story.page.id}/subscribe`);
  const psids = await story.people(count);
  await story.control('POST', '/sandbox/people/actions', {
    page_id: story.page.id,
    psids,
    type: 'message',
    text: 'hi',
  });
  await story.until(async () => {
    await story.applyAll();
    const [row] = await story.rows<{ known: number }>(sql`select count(*) as known from identities`);
    return row!.known === count;
  });
  const worker = createEnrichmentWorker(story.needs);
  return { ...story, psids, step: () => worker.step(new AbortController().signal) };
}
const names = (story: Story) =>
  story.rows<{ first: string | null; enriched: boolean }>(
    sql`select attributes ->> 'first_name' as first, attributes ->> 'locale' as locale, enriched_at is not null as enriched
          from identities join profiles using (workspace_id, profile_id) order by psid`,
  );
const fault = (story: Story, action: object, psid?: string) =>
  story.control('PUT', '/sandbox/faults', [
    { match: { kind: 'graph', method: 'GET', ...(psid ? { psid } : { path: '*' }) }, action },
  ]);

it('fills names and languages, and asks each person once', async () => {
  const story = await openWithPeople(60);
  await story.step();
  await story.step();
  const people = await names(story);
  expect(people).toHaveLength(60);
  expect(people.every((person) => person.enriched && person.first)).toBe(true);
  expect(await story.step()).toBe(1000);
});

it('keeps what an app said about a person', async () => {
  const story = await openWithPeople(1);
  await execute(story.db, sql`update profiles set attributes = attributes || '{"first_name": "Chosen"}'`);
  await story.step();
  expect(await names(story)).toMatchObject([{ first: 'Chosen', enriched: true }]);
});

it.each([
  ['no profile', { type: 'error', code: 100, subcode: 2018218 }],
  ['an unknown id', { type: 'error', code: 100, subcode: 33 }],
])('%s is an answer: the person is not asked for again', async (_what, action) => {
  const story = await openWithPeople(2);
  await fault(story, action, story.psids[0]);
  await story.step();
  const people = await names(story);
  expect(people.every((person) => person.enriched)).toBe(true);
  expect(people.filter((person) => person.first)).toHaveLength(1);
});

it.each([
  ['a missing permission', { type: 'error', code: 100, subcode: 2018247 }],
  ['a rate limit', { type: 'error', code: 80006 }],
  ['an HTML page', { type: 'html' }],
])('after %s the Page rests, and nobody is given up', async (_what, action) => {
  const story = await openWithPeople(30);
  await fault(story, action);
  await story.step();
  expect((await names(story)).some((person) => person.enriched)).toBe(false);
  expect(await story.step()).toBe(1000);
  await story.control('PUT', '/sandbox/faults', []);
  const rested = createEnrichmentWorker({
    ...story.needs,
    clock: { now: () => new Date(Date.now() + 7_200_000) },
  });
  await rested.step(new AbortController().signal);
  expect((await names(story)).every((person) => person.enriched)).toBe(true);
});

it('a dead token is noticed here too', async () => {
  const story = await openWithPeople(1);
  await story.control('PUT', `/sandbox/pages/${story.page.id}`, { token_state: 'password_changed' });
  await story.step();
  const page = (await story.api('GET', `/api/pages/${story.page.id}`)).body;
  expect(page).toMatchObject({ state: 'needs_token', lane: { paused_because: 'needs_token: 190/460' } });
});
