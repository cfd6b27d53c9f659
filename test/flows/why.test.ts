// Why somebody got a message, or why not, of campaigns that really ran: the sentence, the timeline, what each control did, the
// segment, and all campaigns of a person.
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import type { PersonCampaign, Why } from '../../src/campaigns/why.contract.ts';
import { sendingRules } from '../../src/delivery/plan.contract.ts';
import { execute, jsonb, many, one } from '../../src/kit/db.ts';
import { until } from '../support/until.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { createCampaign, everybodyWithPsid, peopleWrite, startWorld, type World } from '../support/world.ts';

let world: World;
let clock: VirtualClock;
afterEach(() => world?.close());

const NAMES = ['Ana', 'Bob', 'Cid'] as const;
type Name = (typeof NAMES)[number];
let psids: Record<Name, string>;

/** Ana, Bob and Cid have just written; Cid lives in Praha. */
async function stage(at: string, rules: object = {}): Promise<void> {
  clock = createVirtualClock(at);
  world = await startWorld({ clock });
  await clock.moveTo(world, at);
  await setRules(rules);
  const [ana = '', bob = '', cid = ''] = await peopleWrite(world, NAMES.length);
  psids = { Ana: ana, Bob: bob, Cid: cid };
  for (const name of NAMES)
    await world.api('POST', '/api/people', {
      customer_id: name.toLowerCase(),
      attributes: { ps_id: psids[name], name, city: name === 'Cid' ? 'Praha' : 'Brno' },
    });
}

const personId = async (name: Name): Promise<string> => {
  const row = await one(
    world.database.db,
    sql<{ id: number }>`select profile_id as id from profiles where customer_id = ${name.toLowerCase()}`,
  );
  return `prf_${row.id}`;
};
const why = async (campaignId: string, name: Name): Promise<Why> =>
  world.api('GET', `/api/campaigns/${campaignId}/why/${await personId(name)}`);
const setRules = (rules: object) =>
  execute(
    world.database.db,
    sql`insert into sending_rules (workspace_id, rules, updated_at)
        values ('default', ${jsonb(sendingRules.parse(rules))}, ${clock.now()})
        on conflict (workspace_id) do update set rules = excluded.rules, updated_at = excluded.updated_at`,
  );
/** What each control did with their last message: "cap passed: 0 of 2 before it." */
const judged = ({ controls }: Why, place = 0): string[] =>
  (controls[place]?.controls ?? []).map(
    ({ kind, verdict, is_forecast, detail }) =>
      `${kind} ${is_forecast ? 'would be ' : ''}${verdict}: ${detail}`,
  );
const like = (words: RegExp) => expect.stringMatching(words);
const kinds = ({ steps }: Why): string[] => steps.map(({ kind }) => kind);
const beforeLong = (at: string) => clock.moveTo(world, new Date(Date.parse(at) - 1000).toISOString());

async function inBrno(): Promise<string> {
  const filters = [{ kind: 'attribute', attribute: 'city', op: 'is', value: 'Brno' }];
  const { id } = await world.api<{ id: string }>('POST', '/api/segments', {
    name: 'Brno',
    filter: { kind: 'group', match: 'all', filters },
  });
  return id;
}
const define = (over: object): Record<string, unknown> => ({
  page_id: world.page.id,
  message: { message: { text: 'Hello' } },
  controls: { quiet_hours: 'none' },
  ...over,
});
async function publish(definition: object): Promise<string> {
  const id = await createCampaign(world, define(definition));
  await world.api('POST', `/api/campaigns/${id}/publish`);
  return id;
}
const settled = (count: number) =>
  until(
    `${count} are settled`,
    async () => (await world.count("deliveries where state in ('accepted', 'skipped', 'failed')")) >= count,
  );

test('of a run: who got it, whose window had closed, and who was not in the segment', async () => {
  await stage('2027-05-01T10:00:00Z');
  const id = await publish({
    segment_id: await inBrno(),
    schedule: { kind: 'at', local_time: '2027-05-02T10:14', time_zone: 'UTC' },
  });
  expect(await why(id, 'Ana')).toMatchObject({
    outcome: 'not_yet',
    sentence: 'It goes out on 2 May 2027 at 10:14. Ana would get it, were it sent now.',
    now: { outcome: 'send' },
  });

  await clock.moveTo(world, '2027-05-02T10:05:00Z');
  await world.sand('POST', `/sandbox/people/${psids.Bob}/actions`, {
    ...{ page_id: world.page.id, type: 'message', text: 'Hi' },
  });
  await until(
    'Bob wrote again',
    async () => (await world.count("identities where last_user_action_at > '2027-05-02'")) === 1,
  );
  await beforeLong('2027-05-02T10:14:00Z');
  await settled(2);

  const ana = await why(id, 'Ana');
  expect(ana.sentence).toBe(
    'Ana did not get it: their 24-hour window closed on 2 May 2027 at 10:00, 14 minutes before their turn.',
  );
  expect(ana.outcome).toBe('left_out');
  expect(ana.remedy).not.toBeNull();
  expect(kinds(ana)).toEqual(['published', 'run', 'left_out']);
  expect(ana.segment).toMatchObject({ is_in: true });

  const bob = await why(id, 'Bob');
  expect(bob.sentence).toMatch(/^Bob got it on 2 May 2027 at 10:14/);
  expect(kinds(bob).slice(0, 4)).toEqual(['published', 'run', 'attempt', 'accepted']);
  expect(bob.steps[2]).toMatchObject({ attempt: 1, title: 'Call 1 was taken' });

  const cid = await why(id, 'Cid');
  expect(cid.sentence).toBe(
    'Cid did not get it: they were not in the segment when it went out on 2 May 2027 at 10:14, and are not now: it asks for people whose city is “Brno”; city is Praha.',
  );
  expect(kinds(cid)).toEqual(['published', 'run']);
  expect(cid.segment?.is_in).toBe(false);

  // Programs may not see what is sensitive.
  await sql`update attributes set sensitive = true where name in ('city', 'name', 'first_name', 'last_name')`.execute(
    world.database.db,
  );
  const hidden = await why(id, 'Cid');
  expect(hidden.person.name).toBeNull();
  expect(hidden.sentence).toMatch(/^cid did not get it: .*; city is hidden\.$/);
});

test('of a trigger: who did nothing, who did it otherwise, who was turned away, who waits, who thought better', async () => {
  await stage('2027-05-01T10:00:00Z');
  const happens = (name: Name | 'Dan', event: string, attributes: object = {}) =>
    world.api('POST', '/api/events', {
      events: [{ customer_id: name.toLowerCase(), name: event, attributes }],
    });
  // What a campaign waits for has happened to somebody before.
  await world.api('POST', '/api/people', { customer_id: 'dan', attributes: {} });
  await happens('Dan', 'Cart abandoned', { total: 1 });
  await happens('Dan', 'Order placed');
  const looked = () =>
    until('all events are looked at', async () => (await world.count('noticed_events')) === 0);
  const where = [{ kind: 'attribute', attribute: 'total', op: 'greater', value: 50 }];
  const id = await publish({
    delivery_type: 'event',
    segment_id: await inBrno(),
    trigger: {
      events: [{ event: 'Cart abandoned', where }],
      delay: { kind: 'after', minutes: 120 },
      unless: [{ event: 'Order placed' }],
    },
  });
  expect((await why(id, 'Ana')).sentence).toMatch(
    /^Ana did not get it: they have not done Cart abandoned since/,
  );
  await happens('Ana', 'Cart abandoned', { total: 10 });
  await looked();
  expect((await why(id, 'Ana')).sentence).toMatch(/, but not as its conditions ask\.$/);

  await happens('Ana', 'Cart abandoned', { total: 80 });
  await happens('Bob', 'Cart abandoned', { total: 90 });
  await happens('Cid', 'Cart abandoned', { total: 70 });
  await looked();
  const cid = await why(id, 'Cid');
  expect(cid.sentence).toMatch(
    /^Cid did not get it: was not in the campaign’s segment at that moment \(it asks for people whose city is “Brno”; city is Praha\), when they did Cart abandoned on 1 May 2027 at 10:0\d\.$/,
  );
  expect(kinds(cid)).toEqual(['published', 'turned_away']);
  expect((await why(id, 'Ana')).sentence).toMatch(/^Ana gets it on 1 May 2027 at 12:0\d\.$/);

  await happens('Bob', 'Order placed');
  await looked();
  const bob = await why(id, 'Bob');
  expect(bob).toMatchObject({ outcome: 'left_out' });
  expect(kinds(bob)).toEqual(['published', 'came_in', 'admitted', 'left_out']);

  const mine = await world.api<{ campaigns: PersonCampaign[]; next: string | null }>(
    'GET',
    `/api/people/${await personId('Bob')}/campaigns`,
  );
  expect(mine.campaigns).toMatchObject([{ campaign_id: id, outcome: 'left_out', messages: 1, accepted: 0 }]);
});

test('a person’s campaigns are paged, what happened last first', async () => {
  await stage('2027-05-01T10:00:00Z');
  const segment_id = await everybodyWithPsid(world);
  const ids: string[] = [];
  for (let n = 1; n <= 3; n++) {
    ids.unshift(await publish({ segment_id }));
    await settled(n * NAMES.length);
  }
  const path = `/api/people/${await personId('Ana')}/campaigns?limit=2`;
  const first = await world.api<{ campaigns: PersonCampaign[]; next: string }>('GET', path);
  const rest = await world.api<{ campaigns: PersonCampaign[]; next: string | null }>(
    'GET',
    `${path}&after=${first.next}`,
  );
  expect([...first.campaigns, ...rest.campaigns].map((row) => row.campaign_id)).toEqual(ids);
  expect(rest.next).toBeNull();
  expect(first.campaigns[0]).toMatchObject({ outcome: 'got', title: 'Sent', accepted: 1 });

  const draft = await createCampaign(world, define({ segment_id }));
  expect((await why(draft, 'Ana')).sentence).toBe(
    'The campaign is not published yet. Ana would get it, were it sent now.',
  );
  expect((await world.ask('GET', `/api/campaigns/${draft}/why/prf_999999`)).status).toBe(404);
});

test('what each control did, with the figures of the moment it was asked', async () => {
  await stage('2026-06-10T09:00:00Z', { caps: [{ times: 2, hours: 24 * 7 }] });
  await execute(world.database.db, sql`update workspaces set time_zone = 'Europe/Prague'`);
  const segment_id = await everybodyWithPsid(world);
  const night = { from: '22:00', to: '08:00' };
  const controls = { minimum_gap_minutes: 60, quiet_hours: night, expires_after_minutes: 30 };
  const first = await publish({ segment_id, controls, per_second: 100 });
  await settled(3);
  const second = await publish({ segment_id, controls });
  await settled(6);
  expect(judged(await why(first, 'Ana'))).toEqual([
    'throttle passed: Its turn came.',
    like(
      /^expiry passed: In time until 10 Jun 2026 at 11:3\d\. It left within a minute of when it was due\.$/,
    ),
    like(/^quiet_hours passed: 11:0\d in Europe\/Prague, the workspace’s zone: theirs is not known\.$/),
    'cap passed: 0 of 2 before it.',
    'minimum_gap passed: None before it.',
  ]);
  const ana = await why(second, 'Ana');
  expect(ana.sentence).toMatch(
    /had another message too short a time ago: “A campaign” on 10 Jun 2026 at 11:0\d\.$/,
  );
  expect(judged(ana).slice(-2)).toEqual([
    like(/^cap passed: 1 of 2 before it: “A campaign” on 10 Jun 2026 at 11:0\d\.$/),
    like(
      /^minimum_gap stopped: The last one less than a minute before it: .* Open again on 10 Jun 2026 at 12:0\d\.$/,
    ),
  ]);
  // The workspace's rules are nowhere kept as they were.
  await setRules({});
  expect(judged(await why(second, 'Ana')).map((line) => line.split(':')[0])).toEqual([
    'expiry passed',
    'quiet_hours passed',
    'minimum_gap stopped',
  ]);
  await setRules({ caps: [{ times: 1, hours: 24 }] });
  const late = (await why(second, 'Ana')).controls[0]?.controls.find(({ kind }) => kind === 'cap');
  expect(late).toMatchObject({ verdict: 'passed', remark: like(/^As the rule is now: /) });

  await clock.moveTo(world, '2026-06-10T20:30:00Z');
  const over = (action: string) => publish({ segment_id, controls: { quiet_hours: { ...night, action } } });
  const [dropped, held] = [await over('drop'), await over('hold')];
  await until('it is held', async () => (await world.count("deliveries where reason = 'quiet_hours'")) === 6);
  expect(judged(await why(dropped, 'Bob'))).toEqual([
    like(/^quiet_hours stopped: 22:3\d in Europe\/Prague, .*; over on 11 Jun 2026 at 08:00\.$/),
    'cap not_asked: An earlier one stopped it first.',
  ]);
  const bob = await why(held, 'Bob');
  expect(judged(bob)).toEqual([
    like(/^quiet_hours holding: 22:3\d in .* over on 11 Jun 2026 at 08:00\.$/),
    'cap not_asked: An earlier one holds it.',
  ]);
  expect(bob.steps.at(-1)).toMatchObject({
    ...{ kind: 'waits', at: null, title: 'Waits for quiet hours to end' },
    detail: 'They are over on 11 Jun 2026 at 08:00.',
  });
  expect(bob.now).toMatchObject({ outcome: 'send', message: { text: 'Hello' } });
});

test('limits of a person, expiry and delays, of messages that come one by one', async () => {
  await stage('2026-06-10T09:00:00Z');
  const happens = (event: string) =>
    world.api('POST', '/api/events', { events: [{ customer_id: 'ana', name: event, attributes: {} }] });
  await happens('Paid');
  const trigger = {
    events: [{ event: 'Cart abandoned' }],
    delay: { kind: 'after', minutes: 120 },
    unless: [{ event: 'Paid' }],
  };
  const controls = { per_person_limit: 1, quiet_hours: 'none', expires_after_minutes: 60 };
  await happens('Cart abandoned');
  const id = await publish({ delivery_type: 'event', trigger, controls });
  const coming = await why(id, 'Ana');
  expect(coming.steps.at(-1)).toMatchObject({ detail: 'Until they have done Cart abandoned.' });
  expect(kinds(coming)).toEqual(['published', 'waits']);
  expect(judged(coming)).toEqual([
    'expiry would be passed: Counted from when it is due.',
    'per_person_limit would be passed: 0 of 1 before it.',
  ]);
  await happens('Cart abandoned');
  await until('Ana is in', async () => (await world.count('deliveries')) === 1);
  const waits = await why(id, 'Ana');
  expect(waits.steps.at(-1)).toMatchObject({
    title: 'Waits for 2 hours after Cart abandoned',
    detail: like(
      /^Leaves on 10 Jun 2026 at 11:0\d, unless they do Paid before\. Not after 10 Jun 2026 at 12:0\d\.$/,
    ),
  });
  await clock.moveTo(world, '2026-06-10T11:30:00Z');
  await settled(1);
  await happens('Cart abandoned');
  await until('Ana is in again', async () => (await world.count('deliveries')) === 2);
  await world.api('POST', `/api/campaigns/${id}/pause`);
  expect((await why(id, 'Ana')).steps.at(-1)).toMatchObject({ title: 'Waits: the campaign is paused' });
  await world.api('POST', `/api/campaigns/${id}/resume`);
  await clock.moveTo(world, '2026-06-10T13:40:00Z');
  await settled(2);
  const both = await why(id, 'Ana');
  expect(both.controls.map(({ title }) => title)).toEqual(['Version 1', 'Version 1']);
  expect(judged(both)).toEqual([
    like(/^expiry passed: In time until/),
    'per_person_limit stopped: 1 of 1 before it.',
  ]);
  expect(judged(both, 1)[1]).toBe('per_person_limit passed: 0 of 1 before it.');

  // Its time is over while the campaign is paused.
  const late = await publish({ delivery_type: 'event', trigger, controls: { expires_after_minutes: 10 } });
  await happens('Cart abandoned');
  await until('Ana is in', async () => (await world.count('deliveries')) === 4);
  await world.api('POST', `/api/campaigns/${late}/pause`);
  await clock.moveTo(world, '2026-06-10T18:00:00Z');
  await world.api('POST', `/api/campaigns/${late}/resume`);
  await until('it is over', async () => (await world.count("deliveries where reason = 'expired'")) === 2);
  expect(judged(await why(late, 'Ana'))).toEqual([
    like(/^expiry stopped: Its time was over on 10 Jun 2026 at 15:5\d\.$/),
  ]);
});

test('who was left out at the door is told by which control, whoever it is, and what the others got', async () => {
  await stage('2026-06-10T09:00:00Z', { global_control_percent: 30 });
  await peopleWrite(world, 40);
  const by = (of: string, text: string) =>
    sql`update profiles set attributes = attributes || jsonb_build_object(${of}::text, ${sql.raw(text)})`;
  await execute(world.database.db, by('home', 'profile_id % 20'));
  await execute(
    world.database.db,
    by('locale', "case profile_id % 3 when 0 then 'cs_CZ' when 1 then 'de' else '' end"),
  );
  const id = await publish({
    segment_id: await everybodyWithPsid(world),
    controls: {
      ...{ control_group_percent: 30, dedupe_attribute: 'home', quiet_hours: 'none' },
      audience_limit: { total: 8, per_day: null, per_run: null },
    },
    translations: [{ language: 'cs', message: { message: { text: 'Ahoj' } } }],
    experiment: {
      variants: [
        { name: 'A', weight: 50 },
        { name: 'B', weight: 50, content: { message: { message: { text: 'Hey' } } } },
      ],
    },
  });
  const total = await world.count("profiles where attributes ->> 'ps_id' <> ''");
  await settled(total);
  const rows = await many(
    world.database.db,
    sql<{ id: number; reason: string | null; variant: number | null; locale: string }>`
    select d.profile_id as id, d.reason, d.variant, p.attributes ->> 'locale' as locale from deliveries d join profiles p using (profile_id)`,
  );
  const KINDS: Record<string, string> = { duplicate: 'duplicates' };
  const seen = new Set<string>();
  for (const { id: profileId, reason, variant, locale } of rows) {
    const told = await world.api<Why>('GET', `/api/campaigns/${id}/why/prf_${profileId}`);
    const controls = told.controls[0]?.controls ?? [];
    const stops = controls.filter(({ verdict }) => verdict === 'stopped').map(({ kind }) => kind);
    expect(stops).toEqual(reason === null ? [] : [KINDS[reason] ?? reason]);
    expect(controls.filter(({ is_forecast, remark }) => is_forecast || remark !== null)).toEqual([]);
    seen.add(reason ?? 'sent');
    const of = (kind: string) => controls.find((one) => one.kind === kind);
    if (reason !== null) expect(of('variant')).toMatchObject({ verdict: 'not_asked' });
    else {
      expect(of('variant')).toMatchObject({ verdict: 'chosen', detail: `“${'AB'[variant ?? 0]}”, by lot.` });
      const own =
        variant === 1
          ? undefined
          : locale === 'cs_CZ'
            ? /^Czech \(cs\): theirs is cs_CZ/
            : /^The message’s own/;
      if (own === undefined) expect(of('language')).toBeUndefined();
      else expect(of('language')).toMatchObject({ verdict: 'chosen', detail: like(own) });
      expect(of('audience_limit')?.detail).toBe('Room. By now 8 of 8 in all are in.');
      expect(of('duplicates')?.detail).toBe('They are the one who was kept of those with their value.');
    }
  }
  expect([...seen].sort()).toEqual([
    'audience_limit',
    'control_group',
    'duplicate',
    'global_control_group',
    'sent',
  ]);
});
