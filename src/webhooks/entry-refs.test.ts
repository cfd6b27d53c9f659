// A ref in a webhook: counted once, and a personal one ties the PSID to its customer, whatever comes when and how often.
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it, test } from 'vitest';
import {
  APP,
  envelope,
  fromPerson,
  insertPage,
  openStory,
  PAGE_ID,
  type Story,
} from '../../test/support/messenger-story.ts';
import { execute, withTransaction } from '../kit/db.ts';
import { parseWebhook } from '../messenger/webhook-events.ts';
import { changeLink, createLink, getLink, issuePersonal } from '../pages/entry-links.ts';
import { REF_KEY } from '../pages/entry-ref.ts';
import { listVisits } from '../pages/entry-visit.queries.ts';
import { saveCustomer } from '../profiles/customers.ts';
import { applyEvents } from './apply.ts';
import { storeWebhooks } from './inbox.queries.ts';

const ANNA = '24000000000000001';
const BELA = '24000000000000002';
const OTHER_PAGE = '2400000000000000002';
const BY = { workspaceId: 'default', actor: 'tester' };
const T = Date.now() - 3_600_000;

async function openScene(link: { single_use?: boolean; personal_days?: number } = {}) {
  const story = await openStory();
  await insertPage(story);
  const needs = { ...story.needs, meUrl: 'https://m.me' };
  const linkId = await createLink(needs, BY, {
    page_id: PAGE_ID,
    name: 'Summer poster',
    ref_code: 'summer',
    welcome_text: null,
    tag: null,
    single_use: true,
    personal_days: 30,
    ...link,
  });
  const customer = (customerId: string, attributes: Record<string, unknown> = {}) =>
    withTransaction(story.db, (tx) =>
      saveCustomer(tx, 'default', { customerId, attributes, now: new Date() }),
    );
  const invite = async (customerId: string): Promise<string> =>
    (await issuePersonal(needs, BY, linkId, [customerId])).links[0]!.ref;
  const put = (...events: unknown[]) => putOn(story, PAGE_ID, ...events);
  return {
    story,
    needs,
    linkId,
    customer,
    invite,
    put,
    apply: async (...events: unknown[]) => {
      await put(...events);
      await story.applyAll();
    },
    owners: () =>
      story.rows<{ psid: string; customer: string | null }>(
        sql`select i.psid, p.customer_id as customer from identities i join profiles p using (workspace_id, profile_id) order by 1`,
      ),
    outcomes: async () =>
      (
        await story.rows<{ outcome: string }>(
          sql`select outcome from entry_visits order by visited_at, dedupe_key`,
        )
      ).map((row) => row.outcome),
    counts: async () => {
      const { opens, people, new_people, issued, tied, conflicts, refused, opt_ins } = await getLink(
        story.db,
        'default',
        linkId,
      );
      return { opens, people, new_people, issued, tied, conflicts, refused, opt_ins };
    },
  };
}

const putOn = (story: Story, pageId: string, ...events: unknown[]) =>
  storeWebhooks(
    story.db,
    events.map((event) => ({ appId: APP.id, body: Buffer.from(JSON.stringify(envelope([event], pageId))) })),
  );

const shortlink = (ref: string) => ({ ref, source: 'SHORTLINK', type: 'OPEN_THREAD' });
const started = (psid: string, ref: string, at = T) =>
  fromPerson(psid, at, {
    postback: { mid: `p_${psid}_${at}`, title: 'Get Started', payload: 'START', referral: shortlink(ref) },
  });
const returned = (psid: string, ref: string, at = T) => fromPerson(psid, at, { referral: shortlink(ref) });

test.each<[via: string, event: (ref: string) => unknown]>([
  ['postback', (ref) => started(ANNA, ref)],
  ['referral', (ref) => returned(ANNA, ref)],
  [
    'message',
    (ref) =>
      fromPerson(ANNA, T, { message: { mid: 'm_1', text: 'Hi', referral: { ref, source: 'SHORTLINK' } } }),
  ],
  ['optin', (ref) => fromPerson(ANNA, T, { optin: { ref } })],
])('by %s: the plain ref counts, the personal one ties', async (via, event) => {
  const scene = await openScene();
  await scene.customer('cust-1', { city: 'Ljubljana' });
  await scene.apply(event('summer'));
  expect(await scene.owners()).toEqual([{ psid: ANNA, customer: null }]);
  expect(await scene.counts()).toMatchObject({
    opens: 1,
    people: 1,
    new_people: 1,
    tied: 0,
    opt_ins: via === 'optin' ? 1 : 0,
  });

  const personal = JSON.parse(
    JSON.stringify(event(await scene.invite('cust-1')))
      .replaceAll('m_1', 'm_2')
      .replaceAll(`p_${ANNA}`, 'p_2'),
  );
  await scene.apply({ ...personal, timestamp: T + 1000 });
  expect(await scene.owners()).toEqual([{ psid: ANNA, customer: 'cust-1' }]);
  expect(await scene.counts()).toMatchObject({ opens: 2, people: 1, issued: 1, tied: 1, conflicts: 0 });
  // The event that brought the ref, and everything before it, is the customer's, and says by which link it came.
  expect(
    await scene.story.rows(sql`select p.customer_id as of, e.attributes ->> 'entry_link' as link
                                 from events e join profiles p using (workspace_id, profile_id)`),
  ).toEqual([
    { of: 'cust-1', link: 'Summer poster' },
    { of: 'cust-1', link: 'Summer poster' },
  ]);
  expect(await scene.story.rows(sql`select attributes from profiles`)).toEqual([
    { attributes: { city: 'Ljubljana', ps_id: ANNA } },
  ]);
});

it('the same webhooks in any order and twice tie once', async () => {
  const scene = await openScene();
  await scene.customer('cust-1');
  const ref = await scene.invite('cust-1');
  const events = [started(ANNA, ref), returned(ANNA, ref, T + 1000), returned(ANNA, 'summer', T + 2000)];
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...events, ...events], { minLength: 6 }), async (order) => {
      await execute(scene.story.db, sql`truncate entry_visits, events`);
      for (const event of order) await scene.apply(event);
      expect(await scene.owners()).toEqual([{ psid: ANNA, customer: 'cust-1' }]);
      expect(await scene.counts()).toMatchObject({ opens: 3, people: 1, conflicts: 0 });
    }),
    { numRuns: 5 },
  );
});

it('a forwarded link ties nobody after its first use; the customer may open it again', async () => {
  const scene = await openScene();
  await scene.customer('cust-1');
  const ref = await scene.invite('cust-1');
  await scene.apply(started(ANNA, ref), started(BELA, ref, T + 1000), returned(ANNA, ref, T + 2000));
  expect(await scene.owners()).toEqual([
    { psid: ANNA, customer: 'cust-1' },
    { psid: BELA, customer: null },
  ]);
  await scene.apply(returned(BELA, ref, T + 3000));
  expect(await scene.outcomes()).toEqual(['tied', 'other_psid', 'already', 'used']);
  expect(await scene.counts()).toMatchObject({ opens: 4, people: 2, tied: 1, conflicts: 2 });
  // A new link for the same customer is for one use too, and gives no second PSID.
  await scene.apply(returned(BELA, await scene.invite('cust-1'), T + 4000));
  expect((await scene.outcomes()).at(-1)).toBe('other_psid');
});

it('of many who open one link at the same moment, through several appliers, one is tied', async () => {
  const scene = await openScene();
  await scene.customer('cust-1');
  const ref = await scene.invite('cust-1');
  const psids = Array.from({ length: 12 }, (_, index) => `2400000000000010${index + 10}`);
  const refKey = scene.needs.secrets.deriveKey(REF_KEY);
  await Promise.all(
    psids.map(async (psid, index) => {
      const event = parseWebhook(
        Buffer.from(JSON.stringify(envelope([started(psid, ref, T + index)]))),
        new Date(),
      );
      if (!event.ok) throw new Error(event.message);
      await withTransaction(scene.story.db, (tx) =>
        applyEvents(tx, 'default', event.events, { now: new Date(), refKey, adWindowHours: 24 }),
      );
    }),
  );
  expect((await scene.owners()).filter(({ customer }) => customer === 'cust-1')).toHaveLength(1);
  expect(await scene.counts()).toMatchObject({ opens: 12, people: 12, tied: 1, conflicts: 11 });
});

it('a link for several uses ties whoever opens it', async () => {
  const scene = await openScene({ single_use: false });
  await scene.customer('cust-1');
  const ref = await scene.invite('cust-1');
  await scene.apply(started(ANNA, ref));
  await scene.apply(started(BELA, ref, T + 1000));
  expect(await scene.outcomes()).toEqual(['tied', 'tied']);
  expect(await scene.story.rows(sql`select customer_id from profiles`)).toEqual([{ customer_id: 'cust-1' }]);
});

it('takes no PSID from a customer who has it, and leaves the link open for its own', async () => {
  const scene = await openScene();
  await scene.customer('cust-1');
  await scene.customer('cust-2', { ps_id: BELA });
  const ref = await scene.invite('cust-1');
  await scene.apply(started(BELA, ref));
  await scene.apply(started(ANNA, ref, T + 1000));
  expect(await scene.outcomes()).toEqual(['other_customer', 'tied']);
  expect(await scene.owners()).toEqual([
    { psid: ANNA, customer: 'cust-1' },
    { psid: BELA, customer: 'cust-2' },
  ]);
  const visits = await listVisits(scene.story.db, 'default', {
    linkId: scene.linkId,
    only: 'trouble',
    before: null,
    limit: 10,
  });
  expect(visits).toMatchObject([{ psid: BELA, outcome: 'other_customer', customerId: 'cust-1' }]);
});

it('tampered, foreign, expired and orphaned refs tie nobody and are counted', async () => {
  const scene = await openScene({ personal_days: 1 });
  await scene.customer('cust-1');
  const ref = await scene.invite('cust-1');
  await insertPage(scene.story, OTHER_PAGE);
  await putOn(scene.story, OTHER_PAGE, { ...started(ANNA, ref), recipient: { id: OTHER_PAGE } });
  const last = ref.at(-9) === 'A' ? 'B' : 'A';
  await scene.apply(
    started(ANNA, `${ref.slice(0, -9)}${last}${ref.slice(-8)}`),
    returned(ANNA, ref, Date.now() + 2 * 86_400_000),
    returned(ANNA, 'nobody-made-this', T + 5000),
  );
  expect((await scene.outcomes()).sort()).toEqual(['expired', 'forged', 'forged']);
  await changeLink(scene.needs, BY, scene.linkId, { archived: true });
  await scene.apply(returned(ANNA, ref, Date.now() + 1000));
  await changeLink(scene.needs, BY, scene.linkId, { archived: false });
  await execute(scene.story.db, sql`delete from profiles where customer_id = 'cust-1'`);
  await scene.apply(returned(ANNA, ref, T + 6000));
  expect(await scene.counts()).toMatchObject({ opens: 3, tied: 0, refused: 3 });
  expect(new Set((await scene.owners()).map((row) => row.customer))).toEqual(new Set([null]));
  expect(await scene.story.rows(sql`select * from profile_merges`)).toEqual([]);
});

it('an invitation follows its customer through a merge, and lasts longer when asked for again', async () => {
  const scene = await openScene();
  const [from, into] = [await scene.customer('old-id'), await scene.customer('new-id')];
  const ref = await scene.invite('old-id');
  expect(await scene.invite('old-id')).toBe(ref);
  await execute(scene.story.db, sql`delete from profiles where profile_id = ${from}`);
  await execute(
    scene.story.db,
    sql`insert into profile_merges values ('default', ${from}, ${into}, 'test', now(), '{}')`,
  );
  await scene.apply(started(ANNA, ref));
  expect(await scene.owners()).toEqual([{ psid: ANNA, customer: 'new-id' }]);
});

it('customers who do not exist are named and not made', async () => {
  const scene = await openScene();
  await scene.customer('cust-1');
  const issued = await issuePersonal(scene.needs, BY, scene.linkId, ['ghost', 'cust-1', 'cust-1']);
  expect(issued).toMatchObject({ links: [{ customer_id: 'cust-1' }], unknown: ['ghost'] });
  expect(await scene.story.rows(sql`select customer_id from profiles`)).toHaveLength(1);
});
