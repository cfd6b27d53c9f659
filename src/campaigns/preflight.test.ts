// A preflight on real PostgreSQL: what it finds of whom, that it goes on after a crash, and the fallback that mends it.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCampaign, sendApiRequest, startWorld, type World } from '../../test/support/world.ts';
import { execute, many } from '../kit/db.ts';
import { silentLog } from '../kit/log.ts';
import { reachOf } from '../profiles/person.ts';
import { checkDefinition } from './campaign.check.ts';
import { getCampaign } from './campaigns.ts';
import type { Preflight } from './preflight.contract.ts';
import { createFindings } from './preflight.findings.ts';
import { claimPreflight, findPreflight, saveProgress } from './preflight.queries.ts';
import { createCheck } from './preflight.run.ts';
import { findFreshPreflight } from './preflight.ts';
import { viewAffected } from './preflight.view.ts';
import { createPreflightWorker } from './preflight.workers.ts';

let world: World;
let segment: string;
beforeAll(async () => {
  world = await startWorld({ workers: false });
  const filter = { kind: 'group', match: 'all', filters: [] };
  segment = (await world.api<{ id: string }>('POST', '/api/segments', { name: 'all', filter })).id;
});
afterAll(() => world.close());
beforeEach(() => execute(world.database.db, sql`truncate profiles cascade`));

/** Person n has a name unless n divides by 3, a long bio when n divides by 5, is blocked when n divides by 7. */
async function addPeople(count: number): Promise<void> {
  const { db } = world.database;
  await execute(
    db,
    sql`insert into profiles (workspace_id, customer_id, attributes)
        select 'default', 'c' || n, jsonb_strip_nulls(jsonb_build_object(
                 'ps_id', case when n % 11 > 0 then (7000 + n)::text end,
                 'first_name', case when n % 3 > 0 then 'Name ' || n end,
                 'bio', case when n % 5 = 0 then repeat('x', 2100 + n) else 'short' end))
          from generate_series(1, ${count}::int) n`,
  );
  await execute(
    db,
    sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at, blocked_at)
        select 'default', ${world.page.id}, attributes ->> 'ps_id', profile_id, 'webhook', now(),
               case when substr(customer_id, 2)::int % 7 = 0 then now() end
          from profiles where attributes ? 'ps_id'`,
  );
}

const composed = (text: string) => ({ page_id: world.page.id, message: { message: { text } } });
const draft = (over: object) => createCampaign(world, { segment_id: segment, ...over });
const start = (id: string, body = {}) => world.api<Preflight>('POST', `/api/campaigns/${id}/preflight`, body);
const look = async (id: string) =>
  (await world.api<{ preflight: Preflight }>('GET', `/api/campaigns/${id}/preflight`)).preflight;
const idOf = (id: string) => Number(id.slice('cmp_'.length));
const worker = () => createPreflightWorker({ ...world.app.campaigns, log: silentLog });
async function run(id: string): Promise<Preflight> {
  expect(await worker().step(new AbortController().signal)).toBe('again');
  return look(id);
}
/** How many of 1 to `count` it holds for. */
const howMany = (count: number, holds: (n: number) => boolean) =>
  Array.from({ length: count }, (_, index) => index + 1).filter(holds).length;
const isReachable = (n: number) => n % 11 > 0 && n % 7 > 0;

describe('what it finds', () => {
  test('people who lack something, texts that are too long, and how many are fine', async () => {
    await addPeople(2500);
    const id = await draft(composed('Hi {{ first_name }}: {{ bio }}'));
    expect(await start(id)).toMatchObject({ state: 'running', checked: 0, is_current: true });
    const done = await run(id);
    const lacks = howMany(2500, (n) => isReachable(n) && n % 3 === 0);
    const long = howMany(2500, (n) => isReachable(n) && n % 5 === 0);
    const both = howMany(2500, (n) => isReachable(n) && n % 15 === 0);
    const affected = lacks + long - both;
    const unreachable = howMany(2500, (n) => !isReachable(n));
    expect(done).toMatchObject({
      ...{ state: 'finished', total: 2500, checked: 2500, unreachable, affected },
      fine: 2500 - unreachable - affected,
      is_current: true,
    });
    expect(done.findings).toMatchObject([
      {
        ...{
          kind: 'missing_attribute',
          attribute: 'first_name',
          people: lacks,
          can_fall_back: true,
          worst: null,
        },
        fields: ['message.message.text'],
      },
      { kind: 'limit', people: long, can_fall_back: false, fields: ['message.message.text'] },
    ]);
    expect(done.findings[1]?.worst).toMatch(/^4,\d{3} characters$/);
    expect(done.findings[0]?.sample).toHaveLength(20);
    expect(done.findings[0]?.sample[0]).toEqual({
      id: expect.stringMatching(/^prf_/),
      name: null,
      customer_id: 'c3',
    });
  });

  test('its people are listed page by page, without those erased since', async () => {
    await addPeople(60);
    const id = await draft(composed('Hi {{ first_name }}'));
    await start(id);
    const [finding] = (await run(id)).findings;
    await execute(
      world.database.db,
      sql`delete from identities where profile_id in (select profile_id from profiles where customer_id = 'c3')`,
    );
    await execute(world.database.db, sql`delete from profiles where customer_id = 'c3'`);
    const seen: (string | null)[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const query = new URLSearchParams({ finding: finding!.id, limit: '7', ...(after && { after }) });
      const page: { people: { customer_id: string | null }[]; next: string | null } = await world.api(
        'GET',
        `/api/campaigns/${id}/preflight/people?${query}`,
      );
      seen.push(...page.people.map((one) => one.customer_id));
      after = page.next;
    }
    const expected = Array.from({ length: 60 }, (_, index) => index + 1).filter(
      (n) => isReachable(n) && n % 3 === 0 && n > 3,
    );
    expect(seen).toEqual(expected.map((n) => `c${n}`));
  });

  test('a raw call and what the message itself says', async () => {
    await addPeople(10);
    const text = '{% if bio.size > 100 %}{% do_not_send bio %}{% endif %}Hi {{ first_name }}';
    const id = await draft({ request: sendApiRequest(world.page.id, text) });
    await start(id);
    const { findings } = await run(id);
    expect(findings.map(({ kind, people, fields }) => [kind, people, fields])).toEqual([
      ['missing_attribute', 3, ['request.body.text']],
      ['do_not_send', 2, ['request.body']],
    ]);
  });

  test('everything one person lacks, and nothing of a branch that is not theirs', async () => {
    await addPeople(2); // both are named, neither has what follows
    const text =
      "{{ city }} {{ street | default: 'x' }} {% if city %}{{ zip }}{% else %}{{ code }}{% endif %} {{ home.street }}{{ home.town }}";
    const id = await draft(composed(text));
    await start(id);
    const { findings, affected } = await run(id);
    expect(affected).toBe(2);
    expect(findings.map(({ attribute, people }) => [attribute, people])).toEqual([
      ['city', 2],
      ['code', 2],
      ['home', 2],
    ]);
  });

  test('nothing in the place of what is missing is no fault of its own', async () => {
    await addPeople(2);
    const payload = {
      template_type: 'button',
      text: 'x',
      buttons: [{ type: 'web_url', title: '{{ label }}', url: '{{ shop }}' }],
    };
    const message = { message: { attachment: { type: 'template', payload } } };
    const id = await draft({ page_id: world.page.id, message });
    const { definition } = await getCampaign(world.database.db, 'default', idOf(id));
    const { plan } = await checkDefinition(world.app.campaigns, 'default', definition);
    const check = await createCheck(world.app.campaigns, { workspaceId: 'default', plan, definition });
    const found = check({
      ...reachOf(null),
      ...{ profileId: null, customerId: null, psid: '7001', attributes: {} },
    });
    expect(found.map(({ reason }) => reason)).toEqual(['missing_attribute:shop', 'missing_attribute:label']);
  });

  test('calls to another address, for whoever the Page does not know too', async () => {
    await addPeople(12);
    const request = {
      url: 'https://hooks.example.org/x',
      body: { kind: 'raw', text: '{"name":"{{ first_name }}"}' },
    };
    const id = await draft({ request });
    await start(id);
    expect(await run(id)).toMatchObject({ checked: 12, unreachable: 0, fine: 8, affected: 4 });
  });
});

describe('how it goes', () => {
  test('it goes on where a dead worker stood, counting nobody twice', async () => {
    await addPeople(2500);
    const id = await draft(composed('Hi {{ first_name }}'));
    await start(id);
    const { db } = world.database;
    const row = (await claimPreflight(db, 0))!;
    const ids = await many(
      db,
      sql<{ id: number }>`select profile_id as id from profiles order by profile_id limit 1000`,
    );
    const findings = createFindings(row.plan, row.findings);
    const people = findings
      .add([
        {
          ...({ kind: 'missing_attribute', reason: 'missing_attribute:first_name', route: 0 } as const),
          ...{ at: '', attribute: 'first_name', place: null, problem: null, length: null },
        },
      ])
      .map((finding) => ({ finding, profileId: ids[2]!.id }));
    const saved = await db.transaction().execute((tx) =>
      saveProgress(tx, row, {
        ...{ total: 2500, checked: 1000, fine: 999, unreachable: 0, affected: 1, leaseMs: 0, people },
        ...{ findings: findings.list(), cursorProfileId: ids[999]!.id },
      }),
    );
    expect(saved).toBe(true);
    const done = await run(id);
    const lacks = howMany(2500, (n) => n > 1000 && isReachable(n) && n % 3 === 0);
    expect(done).toMatchObject({ state: 'finished', checked: 2500, affected: 1 + lacks });
    expect(done.findings).toMatchObject([{ people: 1 + lacks }]);
    // The one that was thought dead comes back: what it says now counts nothing.
    const late = { ...row, total: 1, checked: 1, fine: 1, unreachable: 0, affected: 0, findings: [] };
    const again = { ...late, cursorProfileId: 1, leaseMs: 0, people: [] };
    expect(await db.transaction().execute((tx) => saveProgress(tx, row, again))).toBe(false);
  });

  test('one of the same revision is not begun twice, one of an older is', async () => {
    await addPeople(3);
    const id = await draft(composed('Hi'));
    await start(id);
    const { db } = world.database;
    const first = (await findPreflight(db, 'default', idOf(id)))!.preflightId;
    await start(id);
    expect((await findPreflight(db, 'default', idOf(id)))?.preflightId).toBe(first);
    const { revision } = await run(id);
    expect(await findFreshPreflight(db, 'default', idOf(id), revision)).toMatchObject({ preflightId: first });
    await start(id);
    expect((await findPreflight(db, 'default', idOf(id)))?.preflightId).toBe(first);
    const campaign = await world.api<{ definition: object; name: string }>('GET', `/api/campaigns/${id}`);
    const changed = {
      name: campaign.name,
      definition: { ...campaign.definition, ...composed('Ho') },
      revision,
    };
    await world.api('PUT', `/api/campaigns/${id}`, changed);
    expect(await look(id)).toMatchObject({ is_current: false, state: 'finished' });
    expect(await findFreshPreflight(db, 'default', idOf(id), revision + 1)).toBeUndefined();
    expect(await start(id)).toMatchObject({ is_current: true, state: 'running', revision: revision + 1 });
    await run(id);
  });

  test('a change of the campaign ends it, and so does an operator', async () => {
    await addPeople(3);
    const id = await draft(composed('Hi'));
    const { revision } = await start(id);
    await execute(
      world.database.db,
      sql`update campaigns set revision = revision + 1 where campaign_id = ${idOf(id)}`,
    );
    expect(await run(id)).toMatchObject({
      state: 'cancelled',
      because: 'The campaign was changed meanwhile.',
      revision,
    });
    await start(id);
    expect(await world.api('POST', `/api/campaigns/${id}/preflight/cancel`)).toMatchObject({
      state: 'cancelled',
    });
    expect(await worker().step(new AbortController().signal)).toBeGreaterThan(0);
  });

  test('a process that is told to stop leaves it to the next', async () => {
    await addPeople(3);
    const id = await draft(composed('Hi'));
    await start(id);
    expect(await worker().step(AbortSignal.abort())).toBe('again');
    expect(await look(id)).toMatchObject({ state: 'running', checked: 0 });
    expect(await run(id)).toMatchObject({ state: 'finished', checked: 3 });
  });

  test('what cannot be rendered for anybody is refused with the field', async () => {
    const id = await draft({ page_id: world.page.id });
    const { status, json } = await world.ask('POST', `/api/campaigns/${id}/preflight`, {});
    expect({ status, json }).toMatchObject({ status: 400, json: { error: { field: 'message' } } });
    expect((await world.ask('GET', `/api/campaigns/${id}/preflight`)).json).toEqual({ preflight: null });
  });
});

describe('the fallback', () => {
  const fallback = (id: string, body: object) => world.ask('POST', `/api/campaigns/${id}/fallback`, body);
  const button = (url: string, title = 'Look') => {
    const payload = { template_type: 'button', text: 'x', buttons: [{ type: 'web_url', title, url }] };
    const message = { attachment: { type: 'template', payload } };
    return { message: { message, track_links: false } };
  };

  test('comes out encoded in an address, and the draft can still be published', async () => {
    await addPeople(9);
    const id = await draft({
      page_id: world.page.id,
      ...button('https://talaria.dev/?for={{ first_name | downcase }}'),
    });
    const { json } = await fallback(id, { attribute: 'first_name', value: 'dear Friend', revision: 1 });
    expect(JSON.stringify(json)).toContain("{{ first_name | default: 'dear%20Friend' | downcase }}");
    await start(id);
    // Those who are named have a space in their name: that is the author's to mend.
    const named = howMany(9, (n) => isReachable(n) && n % 3 > 0);
    expect(await run(id)).toMatchObject({ affected: named, findings: [{ kind: 'limit', people: named }] });
  });

  test.each([
    ['an address that is none', button('https://{{ host }}/x'), 'host', 'my shop', 'http(s) address'],
    [
      'a title that is too long',
      button('https://talaria.dev', '{{ label }}'),
      'label',
      'x'.repeat(21),
      'at most 20',
    ],
    [
      'a text that is too long to be read',
      { message: { message: { text: '{{ a }}'.repeat(300) } } },
      'a',
      'x'.repeat(200),
      'at most',
    ],
  ])('is refused when the draft could not be sent with it: %s', async (_, what, attribute, value, words) => {
    const id = await draft({ page_id: world.page.id, ...what });
    const before = await world.api('GET', `/api/campaigns/${id}`);
    const refused = await fallback(id, { attribute, value, revision: 1 });
    expect(refused).toMatchObject({ status: 400, json: { error: { field: 'value' } } });
    expect(JSON.stringify(refused.json)).toContain(words);
    expect(await world.api('GET', `/api/campaigns/${id}`)).toEqual(before);
  });

  test('is written wherever the attribute stands without one, and mends the preflight', async () => {
    await addPeople(30);
    const text = "{{ first_name }} {{ first_name | default: 'x' }}";
    const id = await draft({
      page_id: world.page.id,
      message: {
        message: { text, quick_replies: [{ content_type: 'text', title: '{{ first_name }}', payload: 'p' }] },
      },
    });
    const { revision } = await start(id);
    expect((await run(id)).findings[0]?.fields).toEqual([
      'message.message.text',
      'message.message.quick_replies.0.title',
    ]);
    const { json } = await fallback(id, { attribute: 'first_name', value: "it's you", revision });
    expect(json).toMatchObject({
      revision: revision + 1,
      changed: ['message.message.text', 'message.message.quick_replies.0.title'],
      definition: {
        message: {
          message: { text: "{{ first_name | default: 'it\\'s you' }} {{ first_name | default: 'x' }}" },
        },
      },
    });
    await start(id);
    expect(await run(id)).toMatchObject({ affected: 0, findings: [] });
    expect(await fallback(id, { attribute: 'first_name', value: 'x', revision: revision + 1 })).toMatchObject(
      {
        status: 400,
        json: { error: { field: 'attribute' } },
      },
    );
  });

  test('is refused where it cannot be added, and when somebody else changed the draft', async () => {
    const id = await draft(composed('{% assign n = first_name %}{{ n }} {{ last_name }}'));
    const refused = await fallback(id, { attribute: 'first_name', value: 'x', revision: 1 });
    expect(refused).toMatchObject({ status: 400, json: { error: { field: 'attribute' } } });
    expect(JSON.stringify(refused.json)).toContain('message.message.text');
    expect(await fallback(id, { attribute: 'last_name', value: ' ', revision: 1 })).toMatchObject({
      status: 400,
    });
    expect(await fallback(id, { attribute: 'last_name', value: 'x', revision: 7 })).toMatchObject({
      status: 409,
    });
  });
});

test('whom a finding is about is not named by what is sensitive', () => {
  const row = { profileId: 7, customerId: 'c7', attributes: { first_name: 'Ann', last_name: 'Lee' } };
  const whom = (hidden: string[]) => viewAffected({ ...row, finding: 'x' }, new Set(hidden)).name;
  expect([whom([]), whom(['last_name']), whom(['last_name', 'first_name'])]).toEqual([
    'Ann Lee',
    'Ann',
    null,
  ]);
});
