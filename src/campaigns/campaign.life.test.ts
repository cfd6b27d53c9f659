// A campaign's life on real PostgreSQL: versions, approval by a second operator, bulk actions, and the list.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCampaign, everybodyWithPsid, startWorld, type World } from '../../test/support/world.ts';
import { execute, many } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import { approve, reject, requestApproval, withdraw } from './approvals.ts';
import { actOnMany } from './bulk.ts';
import type { Campaign } from './campaign.contract.ts';
import { getCampaign } from './campaigns.ts';
import { countRuns } from './totals.workers.ts';
import { publish } from './versions.ts';

let world: World;
let segment: string;
beforeAll(async () => {
  world = await startWorld({ workers: false });
  segment = await everybodyWithPsid(world);
  await execute(
    world.database.db,
    sql`insert into event_names (workspace_id, name) values ('default', 'Bought')`,
  );
});
afterAll(() => world.close());

const operator = (name: string, permission: Actor['permission'] = 'send'): Actor => ({
  ...{ kind: 'operator', workspaceId: 'default', name: `${name}@example.org`, permission },
});
const ANA = operator('ana');
const BEN = operator('ben');
const needs = () => world.app.campaigns;
const idOf = (publicId: string) => Number(publicId.slice(4));

const LATER = { kind: 'at', local_time: '2099-12-24T09:00', time_zone: 'UTC' };
const scheduled = (over: object = {}) => ({
  ...{ segment_id: segment, page_id: world.page.id, schedule: LATER },
  message: { message: { text: 'Hello' } },
  ...over,
});
const draft = (over: object = {}, name?: string) => createCampaign(world, scheduled(over), name);
const look = (id: string) => world.api<Campaign>('GET', `/api/campaigns/${id}`);
const act = (id: string, verb: string, body?: object) =>
  world.api<Campaign>('POST', `/api/campaigns/${id}/${verb}`, body);
async function live(over: object = {}, name?: string): Promise<string> {
  const id = await draft(over, name);
  await act(id, 'publish');
  return id;
}
const approveAs = async (actor: Actor, id: string) =>
  approve(needs(), actor, idOf(id), (await look(id)).revision);
async function change(id: string, over: object): Promise<Campaign> {
  const { name, revision, definition } = await look(id);
  return world.api<Campaign>('PUT', `/api/campaigns/${id}`, {
    name,
    revision,
    definition: { ...definition, ...over },
  });
}
const runs = (id: string) =>
  many<{ version: number; state: string; paused: boolean; text: string }>(
    world.database.db,
    sql`select version, state, paused_at is not null as paused, plan #>> '{message,message,text}' as text
          from occurrences where campaign_id = ${idOf(id)} order by occurrence`,
  );
const history = async (id: string) =>
  (
    await world.api<{ lines: { action: string; actor: string; details: object }[] }>(
      'GET',
      `/api/campaigns/${id}/history`,
    )
  ).lines.map(({ action }) => action.replace('campaign.', ''));
const says = (text: string) => ({ message: { ...MESSAGE, message: { text } } });
const MESSAGE = {
  ...{ persona_id: null, notification_type: 'REGULAR', typing_seconds: 0 },
  ...{ track_links: true, missing_attribute: 'skip' },
} as const;

test('what was stored before a field of the trigger was there is read with its default', async () => {
  const events = [{ event: 'Bought' }];
  const id = await draft({ delivery_type: 'event', schedule: undefined, trigger: { events } });
  const { trigger } = (await look(id)).definition;
  await execute(
    world.database.db,
    sql`update campaigns set definition = jsonb_set(definition, '{trigger}', ${JSON.stringify({ events })}::jsonb)
         where campaign_id = ${idOf(id)}`,
  );
  expect((await look(id)).definition.trigger).toEqual(trigger);
});

describe('versions', () => {
  test('what is changed while it is live goes out once it is published again', async () => {
    const id = await live();
    expect(await look(id)).toMatchObject({ live_version: 1, has_changes: false, live_definition: null });
    const changed = await change(id, says('Better'));
    expect(changed).toMatchObject({ has_changes: true, live_definition: says('Hello') });
    expect(await runs(id)).toMatchObject([{ version: 1, text: 'Hello' }]);
    expect(await act(id, 'publish')).toMatchObject({
      live_version: 2,
      has_changes: false,
      state: 'scheduled',
    });
    expect(await runs(id)).toMatchObject([{ version: 2, text: 'Better' }]);
    const { versions } = await world.api<{ versions: object[] }>('GET', `/api/campaigns/${id}/versions`);
    expect(versions).toMatchObject([
      { version: 2, changed: ['message.message.text'] },
      { version: 1, changed: [] },
    ]);
    expect(await history(id)).toEqual(['published', 'edited', 'published', 'created']);
  });

  test('nothing changed is not published again, and changes can be discarded', async () => {
    const id = await live();
    await expect(act(id, 'publish')).rejects.toThrow(/409.*Nothing has changed since version 1/);
    await change(id, says('Worse'));
    expect(await act(id, 'discard-changes')).toMatchObject({ has_changes: false, definition: says('Hello') });
    expect(await history(id)).toEqual(['changes_discarded', 'edited', 'published', 'created']);
  });

  test('an earlier version is compared, and worked on again', async () => {
    const id = await live();
    await change(id, says('Better'));
    await act(id, 'publish');
    expect(await world.api('GET', `/api/campaigns/${id}/versions/1`)).toMatchObject({
      differences: [{ field: 'message.message.text', before: 'Hello', now: 'Better' }],
    });
    expect(await act(id, 'versions/1/restore')).toMatchObject({
      has_changes: true,
      definition: says('Hello'),
    });
    expect(await act(id, 'publish')).toMatchObject({ live_version: 3, has_changes: false });
    await expect(act(id, 'versions/9/restore')).rejects.toThrow('404');
  });

  test('what is paused stays so when its next version is published', async () => {
    const id = await live();
    await act(id, 'pause');
    await change(id, says('Better'));
    expect(await act(id, 'publish')).toMatchObject({ state: 'paused', live_version: 2 });
    expect(await runs(id)).toMatchObject([{ version: 2, paused: true, text: 'Better' }]);
    expect(await act(id, 'resume')).toMatchObject({ state: 'scheduled' });
    expect(await runs(id)).toMatchObject([{ paused: false }]);
  });

  test('what goes out once and has begun is not changed, and what runs stays what it is', async () => {
    const begun = await live({ schedule: { kind: 'now' } });
    await execute(
      world.database.db,
      sql`update occurrences set started_at = now(), state = 'sending' where campaign_id = ${idOf(begun)}`,
    );
    await expect(change(begun, says('Late'))).rejects.toThrow(/409.*Duplicate/);
    const id = await live();
    await expect(change(id, { delivery_type: 'periodic' })).rejects.toThrow(/400.*delivery_type/);
  });
});

describe('a campaign that waits for events', () => {
  const bought = { delivery_type: 'event', schedule: undefined, trigger: { events: [{ event: 'Bought' }] } };
  const standing = (id: string) =>
    many<{ version: number; standing: boolean; state: string; paused: boolean }>(
      world.database.db,
      sql`select version, standing, state, paused_at is not null as paused from occurrences
           where campaign_id = ${idOf(id)} order by occurrence`,
    );
  const watched = (id: string) => world.count(`watched_events where campaign_id = ${idOf(id)}`);

  test('is active at once, and its next version takes its place', async () => {
    const id = await live(bought);
    expect(await look(id)).toMatchObject({ state: 'active', live_version: 1 });
    await change(id, says('Better'));
    expect(await act(id, 'publish')).toMatchObject({ state: 'active', live_version: 2 });
    expect(await standing(id)).toMatchObject([
      { version: 1, standing: false },
      { version: 2, standing: true, paused: false },
    ]);
  });

  test('stays paused through its next version, goes on as active, and stopped it waits for nothing', async () => {
    const id = await live(bought);
    await act(id, 'pause');
    await change(id, says('Better'));
    expect(await act(id, 'publish')).toMatchObject({ state: 'paused' });
    expect((await standing(id)).map(({ paused }) => paused)).toEqual([true, true]);
    expect(await act(id, 'resume')).toMatchObject({ state: 'active' });
    expect((await standing(id)).map(({ paused }) => paused)).toEqual([false, false]);
    expect(await watched(id)).toBe(1);
    expect(await act(id, 'stop')).toMatchObject({ state: 'stopped', actions: ['archive'] });
    expect(await watched(id)).toBe(0);
  });
});

describe('approval', () => {
  const require = (approval_required: boolean) =>
    execute(
      world.database.db,
      sql`insert into sending_rules (workspace_id, rules, updated_at)
          values ('default', jsonb_build_object('approval_required', ${approval_required}::boolean), now())
          on conflict (workspace_id) do update set rules = excluded.rules`,
    );
  beforeAll(() => require(true));
  afterAll(() => require(false));

  test('where it is required, publishing without it is refused with what to do', async () => {
    const id = await draft();
    await expect(act(id, 'publish')).rejects.toThrow(/409.*second operator.*Request approval/);
    await expect(publish(needs(), ANA, idOf(id))).rejects.toMatchObject({ kind: 'conflict' });
  });

  test('a second operator publishes exactly what was handed in; nobody changes it meanwhile', async () => {
    const id = await draft();
    await requestApproval(needs(), ANA, idOf(id), 'For tomorrow');
    const waiting = await look(id);
    expect(waiting).toMatchObject({
      ...{ state: 'awaiting_approval', actions: ['approve', 'reject', 'withdraw'] },
      approval: { requested_by: ANA.name, note: 'For tomorrow' },
    });
    await expect(change(id, says('Else'))).rejects.toThrow(/409.*Withdraw/);
    await expect(approveAs(ANA, id)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(act(id, 'approve', { revision: waiting.revision })).rejects.toThrow(/403.*not a program/);
    await approveAs(BEN, id);
    expect(await look(id)).toMatchObject({ state: 'scheduled', live_version: 1, approval: null });
    expect(await history(id)).toEqual(['published', 'approval_requested', 'created']);
  });

  test('rejected with a note, or withdrawn, it is a draft again', async () => {
    const id = await draft();
    await requestApproval(needs(), ANA, idOf(id), '');
    await reject(needs(), BEN, idOf(id), 'Too long');
    expect(await look(id)).toMatchObject({ state: 'draft', approval: null });
    await requestApproval(needs(), ANA, idOf(id), '');
    await withdraw(needs(), ANA, idOf(id));
    expect(await look(id)).toMatchObject({ state: 'draft', published_at: null });
    await expect(approveAs(BEN, id)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await history(id)).toEqual([
      ...['approval_withdrawn', 'approval_requested', 'rejected', 'approval_requested', 'created'],
    ]);
  });

  test('what is live goes on while its next version waits', async () => {
    const id = await draft();
    await requestApproval(needs(), ANA, idOf(id), '');
    await approveAs(BEN, id);
    await change(id, says('Better'));
    await requestApproval(needs(), ANA, idOf(id), '');
    expect(await look(id)).toMatchObject({ state: 'scheduled', has_changes: true, approval: { note: '' } });
    expect(await runs(id)).toMatchObject([{ version: 1, state: 'due' }]);
    await approveAs(BEN, id);
    expect(await runs(id)).toMatchObject([{ version: 2, text: 'Better' }]);
  });

  test('what would be refused is refused to who approves it too', async () => {
    const id = await draft({ segment_id: null });
    await requestApproval(needs(), ANA, idOf(id), '');
    await expect(approveAs(BEN, id)).rejects.toMatchObject({
      kind: 'invalid',
      field: 'segment_id',
    });
    expect(await look(id)).toMatchObject({ state: 'awaiting_approval' });
  });
});

describe('many at once', () => {
  test('each has its own answer, and one that is refused keeps none of the others back', async () => {
    const [a, b, c] = [await live(), await draft(), await live()];
    const bulk = (action: string, ids = [a, b, c], tag?: string) =>
      world.api<{ done: number; results: { id: string; done: boolean; message: string | null }[] }>(
        ...(['POST', '/api/campaigns/bulk', { ids, action, ...(tag && { tag }) }] as const),
      );
    expect(await bulk('pause')).toEqual({
      done: 2,
      results: [
        { id: a, done: true, message: null, remedy: null },
        { id: b, done: false, message: 'A campaign that is draft cannot be paused.', remedy: null },
        { id: c, done: true, message: null, remedy: null },
      ],
    });
    expect((await bulk('tag', [a, b, a, 'cmp_999999'], 'Spring')).results.map(({ done }) => done)).toEqual([
      ...[true, true, false],
    ]);
    expect((await look(b)).tags).toEqual(['Spring']);
    expect((await bulk('untag', [a, c], 'spring')).results).toMatchObject([{ done: true }, { done: false }]);
    expect(await bulk('stop')).toMatchObject({ done: 2 });
    expect(await bulk('archive')).toMatchObject({ done: 3 });
    expect(await bulk('delete')).toMatchObject({
      done: 1,
      results: [{ done: false }, { done: true }, { done: false }],
    });
    await expect(bulk('tag')).rejects.toThrow(/400.*tag/);
  });

  test('what stops sending takes the permission to send', async () => {
    const editor = operator('eva', 'edit');
    await expect(
      actOnMany(needs(), editor, [idOf(await live())], { action: 'pause', tag: undefined }),
    ).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('the list', () => {
  interface Row {
    id: string;
    name: string;
    recipients: number;
    accepted: number;
    failed: number;
  }
  const list = async (query: Record<string, string>) => {
    const search = new URLSearchParams(query).toString();
    return world.api<{ campaigns: Row[]; next: string | null }>('GET', `/api/campaigns?${search}`);
  };
  const names = async (query: Record<string, string>) =>
    (await list(query)).campaigns.map(({ name }) => name);

  test('is searched without accents, by tag and by id, and narrowed', async () => {
    const id = await draft({}, 'Klára’s ČLÁNEK');
    await world.api('POST', '/api/campaigns/bulk', { ids: [id], action: 'tag', tag: 'Zeleň' });
    for (const search of ['klara', 'KLÁRA', 'clanek', 'zeleň', id, id.slice(4)])
      expect([search, await names({ search })]).toEqual([search, expect.arrayContaining(['Klára’s ČLÁNEK'])]);
    expect(await names({ search: '100%' })).toEqual([]);
    expect(await names({ tag: 'zeleň' })).toEqual(['Klára’s ČLÁNEK']);
    expect(await names({ page_id: '1' })).toEqual([]);
    expect(await names({ delivery_type: 'api' })).toEqual([]);
    expect(await world.api('GET', '/api/campaigns/tags')).toMatchObject({
      tags: expect.arrayContaining([{ tag: 'Zeleň', campaigns: 1 }]),
    });
    await act(id, 'archive');
    expect(await names({ search: 'klara' })).toEqual([]);
    expect(await names({ search: 'klara', archived: 'only' })).toEqual(['Klára’s ČLÁNEK']);
    await act(id, 'unarchive');
    expect(await names({ search: 'klara', state: 'draft' })).toEqual(['Klára’s ČLÁNEK']);
  });

  test.each(['newest', 'name', 'next_run'])('by %s, page by page, has everybody once', async (sort) => {
    for (const name of ['Same', 'Same', 'Žába', '2024-x']) await draft({}, name);
    await live({ schedule: { ...LATER, local_time: '2098-01-01T09:00' } }, 'Sooner');
    const all = await list({ sort, archived: 'all', limit: '200' });
    const paged: Row[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const page: Awaited<ReturnType<typeof list>> = await list({
        ...{ sort, archived: 'all', limit: '3' },
        ...(after && { after }),
      });
      paged.push(...page.campaigns);
      after = page.next;
    }
    expect(paged.map(({ id }) => id)).toEqual(all.campaigns.map(({ id }) => id));
    if (sort === 'next_run') expect(all.campaigns[0]?.name).toBe('Sooner');
  });

  test('a broken end of a page is refused', async () => {
    await expect(list({ sort: 'next_run', after: 'cmp_1~soon' })).rejects.toThrow(/400.*after/);
  });

  test('its totals follow the ledger: under way, over, sent again, proven late', async () => {
    const id = await live({}, 'Counted');
    const { db } = world.database;
    const of = sql`workspace_id = 'default' and campaign_id = ${idOf(id)}`;
    await execute(
      db,
      sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, state)
          select 'default', ${idOf(id)}, 1, n, 'x', case when n <= 6 then 'accepted' when n <= 8 then 'failed' else 'pending' end
            from generate_series(1, 10) n`,
    );
    let now = new Date();
    const count = async () => {
      now = new Date(now.getTime() + 60_000);
      await countRuns(db, now);
      const [row] = (await list({ search: 'Counted' })).campaigns;
      return [row?.recipients, row?.accepted, row?.failed];
    };
    await execute(db, sql`update occurrences set started_at = now(), state = 'sending' where ${of}`);
    expect(await count()).toEqual([10, 6, 2]);
    await execute(db, sql`update deliveries set state = 'accepted' where ${of} and state = 'pending'`);
    await execute(db, sql`update occurrences set finished_at = now(), state = 'finished' where ${of}`);
    expect(await count()).toEqual([10, 8, 2]);
    expect(await many(db, sql`select counts_change from occurrences where ${of}`)).toEqual([
      { counts_change: false },
    ]);
    await execute(db, sql`update deliveries set state = 'failed' where ${of} and profile_id = 1`);
    expect(await count()).toEqual([10, 8, 2]); // nobody said so
    await execute(db, sql`update occurrences set counts_change = true where ${of}`);
    expect(await count()).toEqual([10, 7, 3]);
  });
});

test('a copy has name, tags and definition, and nothing of what the first did', async () => {
  const id = await live({}, 'Original');
  await world.api('POST', '/api/campaigns/bulk', { ids: [id], action: 'tag', tag: 'A' });
  const copy = await act(id, 'duplicate');
  expect(copy).toMatchObject({
    ...{ name: 'Original (copy)', tags: ['A'], state: 'draft', live_version: null, published_at: null },
    approval: null,
  });
  expect(await getCampaign(world.database.db, 'default', idOf(copy.id))).toMatchObject({ hasStarted: false });
});
