// Two operators in one draft, on real PostgreSQL: what each changed stays, what both changed is asked for, nothing is lost.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCampaign, startWorld, type World } from '../../test/support/world.ts';
import { connectorRequest } from '../connectors/connector.contract.ts';
import { many } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import type { Campaign } from './campaign.contract.ts';
import { hideSecrets } from './campaign.request.ts';
import { getCampaign } from './campaigns.ts';
import { goal } from './goal.contract.ts';
import { type DraftToSave, saveDraft } from './revisions.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ workers: false });
});
afterAll(() => world.close());

const operator = (name: string): Actor => ({
  ...{ kind: 'operator', workspaceId: 'default', permission: 'send' },
  name: `${name}@example.org`,
});
const ANA = operator('ana');
const BEN = operator('ben');

/** A draft, and an editor for each operator that began with it. */
async function open(definition: object = {}) {
  const publicId = await createCampaign(world, {
    ...{ page_id: world.page.id, message: { message: { text: 'Hello' } } },
    ...definition,
  });
  const id = Number(publicId.slice(4));
  const begun = await stored(id);
  const base = { name: begun.name, tags: begun.tags, definition: hideSecrets(begun.definition) };
  const edit = (change: object, over: Partial<DraftToSave> = {}) => ({
    ...base,
    revision: begun.revision,
    definition: { ...base.definition, ...change },
    ...over,
  });
  const save = (actor: Actor, draft: DraftToSave) => saveDraft(world.app.campaigns, actor, id, draft);
  return { id, publicId, edit, save, begun };
}
const stored = (id: number) => getCampaign(world.database.db, 'default', id);
const text = (value: string) => ({ message: { ...MESSAGE, message: { text: value } } });
const MESSAGE = {
  ...{ persona_id: null, notification_type: 'REGULAR', typing_seconds: 0 },
  ...{ track_links: true, missing_attribute: 'skip' },
} as const;
const refused = async (saving: Promise<unknown>): Promise<AppError> => {
  const error = await saving.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error('was not refused');
  return error;
};

describe('different fields', () => {
  test('both stay, and whoever saves second is told what came in, by whom', async () => {
    const { id, edit, save, begun } = await open();
    await save(ANA, edit({ per_second: 7 }, { name: 'Ana’s name' }));
    const saved = await save(BEN, edit(text('Ben’s text'), { tags: ['vip'] }));
    expect(saved.merged.map(({ field, by }) => [field, by])).toEqual([
      ['name', ANA.name],
      ['per_second', ANA.name],
    ]);
    const now = await stored(id);
    expect(now).toMatchObject({
      ...{ name: 'Ana’s name', tags: ['vip'] },
      definition: { per_second: 7, message: { message: { text: 'Ben’s text' } } },
    });
    expect(now.revision).toBe(begun.revision + 3); // Ana’s, what Ben sent, both
  });

  test('whoever typed on while their edit was merged goes on from what they sent', async () => {
    const { id, edit, save } = await open();
    await save(ANA, edit({ per_second: 7 }));
    const { sentRevision } = await save(BEN, edit(text('Ben')));
    await save(BEN, edit(text('Ben’s more'), { revision: sentRevision }));
    expect((await stored(id)).definition).toMatchObject({
      ...{ per_second: 7, message: { message: { text: 'Ben’s more' } } },
    });
  });

  test.each([
    ['a call', (url: string, headers: object[]) => ({ request: connectorRequest.parse({ url, headers }) })],
    [
      'connected content',
      (url: string, headers: object[]) => ({ content: [{ name: 'shop', url, headers }] }),
    ],
  ])('no merge sends a secret of %s to a host it was not entered for', async (_what, call) => {
    const key = { name: 'X-Key', value: 'hush', secret: true };
    const { id, edit, save } = await open({
      ...{ page_id: null, message: null },
      ...call('https://api.example.org/a', [key]),
    });
    const sealed = /sealed:[^"]+/.exec(JSON.stringify((await stored(id)).definition))?.[0];
    const moved = edit(call('https://elsewhere.example.net/a', []));
    await save(BEN, moved);
    const dots = { ...key, value: '••••••••' };
    const more = { name: 'X-More', value: 'v', secret: false };
    const kept = edit(call('https://api.example.org/a', [dots, more]));
    const { conflict } = await refused(save(BEN, kept));
    const fields = (conflict?.fields ?? []).map(({ field }) => field);
    for (const take of ['yours', 'theirs'] as const) {
      const resolve = { revision: conflict?.revision ?? 0, fields: fields.map((field) => ({ field, take })) };
      await save(BEN, { ...kept, resolve }).catch(() => {});
      const { definition } = await stored(id);
      const text = JSON.stringify(definition);
      expect(text.includes(sealed ?? '?') && text.includes('elsewhere')).toBe(false);
    }
  });

  test('a secret that is shown as dots stays what it was when the editor began', async () => {
    const header = { name: 'X-Key', value: 'hush', secret: true };
    const request = { method: 'POST', url: 'https://hooks.example.org/a', headers: [header] };
    const { id, edit, save, begun } = await open({ page_id: null, message: null, request });
    await save(ANA, edit({ per_second: 7 }));
    await save(BEN, edit({ priority: 'high' }));
    const { definition } = await stored(id);
    expect(definition.request?.headers).toEqual(begun.definition.request?.headers);
    expect(definition).toMatchObject({ per_second: 7, priority: 'high' });
  });
});

describe('the same field', () => {
  test('is refused with both values and who changed it, and is then as it was decided', async () => {
    const { id, edit, save } = await open();
    await save(ANA, edit({ ...text('Ana'), per_second: 7 }));
    const yours = edit({ ...text('Ben'), priority: 'high' });
    const error = await refused(save(BEN, yours));
    expect(error).toMatchObject({ kind: 'conflict', remedy: expect.stringContaining('resolve') });
    const { revision = 0, fields } = error.conflict ?? {};
    expect(fields).toEqual([
      {
        ...{ field: 'message.message.text', theirs: 'Ana', yours: 'Ben', by: ANA.name },
        at: expect.stringMatching(/Z$/),
      },
    ]);
    expect((await stored(id)).definition).toMatchObject({ priority: 'normal', per_second: 7 });
    const decide = (take: 'theirs' | 'yours') => ({
      revision,
      fields: [{ field: 'message.message.text', take }],
    });
    await save(BEN, { ...yours, resolve: decide('yours') });
    expect((await stored(id)).definition).toMatchObject({
      ...{ priority: 'high', per_second: 7, message: { message: { text: 'Ben' } } },
    });
  });

  test('a decision does not hold for a value that came after it was shown', async () => {
    const { edit, save } = await open();
    const first = await save(ANA, edit(text('Ana')));
    const yours = edit(text('Ben'));
    const seen = (await refused(save(BEN, yours))).conflict?.revision ?? 0;
    await save(ANA, edit(text('Ana again'), { revision: first.sentRevision }));
    const resolve = { revision: seen, fields: [{ field: 'message.message.text', take: 'yours' as const }] };
    const again = await refused(save(BEN, { ...yours, resolve }));
    expect(again.conflict?.fields).toMatchObject([{ theirs: 'Ana again', yours: 'Ben' }]);
  });

  test('halves that do not fit together are one field', async () => {
    const goals = (...names: string[]) => ({
      goals: names.map((name) => goal.parse({ name, event: 'Bought' })),
    });
    const { edit, save } = await open();
    await save(ANA, edit(goals('A', 'B', 'C')));
    const { conflict } = await refused(save(BEN, edit(goals('D', 'E', 'F')))); // five are allowed
    expect(conflict?.fields.map(({ field }) => field)).toEqual(['goals']);
  });
});

test('an edit so old that its base is not kept is asked for field by field, and nothing is overwritten', async () => {
  const { id, edit, save } = await open();
  await save(ANA, edit(text('Ana')));
  await sql`delete from campaign_revisions where campaign_id = ${id} and revision < (select revision from campaigns where campaign_id = ${id})`.execute(
    world.database.db,
  );
  const { conflict } = await refused(save(BEN, edit({ priority: 'high' })));
  expect(conflict?.fields.map(({ field }) => field)).toEqual(
    expect.arrayContaining(['message.message.text', 'priority']),
  );
});

test('the same once more changes nothing, and a sitting is one line of the history with its fields', async () => {
  const { id, publicId, edit, save } = await open();
  const first = await save(ANA, edit({ per_second: 7 }));
  const { revision } = await stored(id);
  expect(await save(ANA, edit({ per_second: 7 }, { revision }))).toEqual({
    merged: [],
    sentRevision: revision,
  });
  expect((await stored(id)).revision).toBe(revision);
  await save(ANA, edit({ ...text('Ana'), per_second: 7 }, { revision: first.sentRevision }));
  const lines = await many(
    world.database.db,
    sql`select actor, action, details from audit where subject = ${publicId} order by audit_id`,
  );
  expect(lines.slice(1)).toEqual([
    { actor: ANA.name, action: 'campaign.edited', details: { fields: ['per_second', 'message'] } },
  ]);
});

test('over HTTP: the answer holds what was merged, a conflict both values, and others’ edits show', async () => {
  const { id, publicId, edit, save, begun } = await open();
  await save(ANA, edit({ ...text('Ana'), per_second: 7 }));
  const put = (change: object) =>
    world.ask('PUT', `/api/campaigns/${publicId}`, {
      ...{ name: begun.name, revision: begun.revision },
      definition: { ...edit({}).definition, ...change },
    });
  const clash = await put(text('Program'));
  expect(clash).toMatchObject({
    status: 409,
    json: { error: { conflict: { fields: [{ field: 'message.message.text', theirs: 'Ana' }] } } },
  });
  const merged = await put({ priority: 'high' });
  expect(merged).toMatchObject({ status: 200, json: { merged: [{ by: ANA.name }, { by: ANA.name }] } });
  const { revision, others } = await world.api<{ revision: number; others: { by: string }[] }>(
    'GET',
    `/api/campaigns/${publicId}/edits`,
  );
  expect([revision, others.map(({ by }) => by)]).toEqual([(await stored(id)).revision, [ANA.name]]);
  const { actions } = await world.api<Campaign>('GET', `/api/campaigns/${publicId}`);
  expect(actions).toEqual(expect.arrayContaining(['edit', 'publish', 'request_approval', 'remove']));
  expect(await put({ revision: 999 })).toMatchObject({
    ...{ status: 400, json: { error: { field: 'definition.revision' } } },
  });
});
