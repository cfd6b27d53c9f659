// A preview shows nobody but the owner what is sensitive of the person it is made for, and says what happened last of all that
// would start the campaign.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createCampaign,
  everybodyWithPsid,
  sendApiRequest,
  startWorld,
  type World,
} from '../../test/support/world.ts';
import type { ContentFetcher } from '../delivery/content-fetcher.ts';
import { execute } from '../kit/db.ts';
import type { Actor, Permission } from '../kit/http/actor.ts';
import { campaignDefinition, type Look } from './campaign.contract.ts';
import { previewFor, testFor } from './campaign.preview.ts';
import { checkWithExample } from './campaign.sample.ts';
import { getCampaign } from './campaigns.ts';
import { listExampleEvents, startOf } from './example-events.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ workers: false });
});
afterAll(() => world.close());

const as = (permission: Permission): Actor => ({
  ...{ kind: 'operator', workspaceId: 'default', name: 'bob@example.com', permission },
});
const LOOK: Look = {
  ...{ campaign_id: null, recipient: { by: 'customer_id', customer_id: 'c1' } },
  ...{ variant: 0, language: null, event: null },
};
const NOT_FETCHED = {
  ok: false as const,
  ...{ why: 'nobody answers', isOutage: true, status: null, answer: '', durationMs: 0 },
};

test('sensitive attributes stand as dots for everybody but the owner', async () => {
  const { db } = world.database;
  await execute(
    db,
    sql`insert into profiles (workspace_id, customer_id, attributes)
        values ('default', 'c1', '{"ps_id": "7001", "first_name": "Ann", "last_name": "Lee", "iban": "CZ65"}')`,
  );
  await execute(
    db,
    sql`insert into attributes (workspace_id, name, type, sensitive)
        values ('default', 'iban', 'string', true), ('default', 'last_name', 'string', true)
        on conflict (workspace_id, name) do update set sensitive = true`,
  );
  const request = sendApiRequest(world.page.id, '{{ first_name }} pays from {{ iban }}');
  const id = await createCampaign(world, { request });
  const { definition } = await getCampaign(db, 'default', Number(id.slice(4)));
  const needs = world.app.campaigns;
  const fetched: string[] = [];
  const content: ContentFetcher = {
    fetch: (_of, rendered) => {
      fetched.push(rendered.url);
      return Promise.resolve({ ...NOT_FETCHED, request: rendered });
    },
  };
  const preview = (permission: Permission, of = definition) =>
    previewFor({ ...needs, callers: { ...needs.callers, content } }, as(permission), of, LOOK);
  expect(JSON.stringify(await preview('own'))).toContain('Ann pays from CZ65');
  const seen = await preview('send');
  expect(JSON.stringify(seen)).toContain('Ann pays from •••');
  expect(seen.person?.name).toBe('Ann •••');
  expect(JSON.stringify(seen)).not.toMatch(/CZ65|Lee/);

  const says = async (text: string, permission: Permission) => {
    const sources = [{ name: 'shop', url: 'https://shop.example.org/{{ iban }}' }];
    const other = campaignDefinition.parse({
      request: sendApiRequest(world.page.id, text),
      content: sources,
    });
    return JSON.stringify(await preview(permission, other));
  };
  for (const text of [
    '{% do_not_send iban %}',
    '{{ 5 | currency: iban }}',
    "{% if iban == 'CZ65' %}{% do_not_send 'guessed' %}{% endif %}",
    "{{ Content.shop.a | default: 'none' }}",
  ])
    expect(await says(text, 'view')).not.toMatch(/CZ65|guessed/);
  expect(fetched.join()).toContain('https://shop.example.org');
  expect(fetched.join()).not.toContain('CZ65');
  expect(await says('{% do_not_send iban %}', 'own')).toContain('CZ65');

  const stops = campaignDefinition.parse({
    request: sendApiRequest(world.page.id, '{% do_not_send iban %}'),
  });
  expect(await testFor(needs, as('own'), stops, LOOK)).toMatchObject({
    outcome: { reason: 'do_not_send:CZ65' },
  });
  expect(JSON.stringify(await testFor(needs, as('send'), stops, LOOK))).not.toContain('CZ65');
});

test('nor does a check with an example person tell what is sensitive of them', async () => {
  const segment_id = await everybodyWithPsid(world);
  const text =
    "{% if iban contains 'CZ' %}{{ 'x' | times: 1 }}{% assign long = '....................' %}{% for i in (1..200) %}{{ long }}{% endfor %}{% else %}fine{% endif %}";
  const definition = campaignDefinition.parse({ segment_id, request: sendApiRequest(world.page.id, text) });
  const found = async (hidden: ReadonlySet<string>) =>
    (await checkWithExample(world.app.campaigns, 'default', definition, { hidden })).problems.map(
      ({ message }) => message,
    );
  expect(await found(new Set())).toContainEqual(expect.stringMatching(/characters/));
  expect(await found(new Set(['iban']))).not.toContainEqual(expect.stringMatching(/characters/));
});

describe('what happened', () => {
  const happens = (name: string, attributes: object) =>
    world.api('POST', '/api/events', { events: [{ customer_id: 'cart', name, attributes }] });
  const trigger = (...events: object[]) => ({ delivery_type: 'event', trigger: { events } });
  const examples = (body: object) =>
    world.api<{ places: { keys: string[] }[]; events: object[] }>(
      'POST',
      '/api/campaigns/example-events',
      body,
    );
  beforeAll(async () => {
    await world.api('POST', '/api/people', {
      customer_id: 'cart',
      attributes: { ps_id: '7002', name: 'Cora' },
    });
    await happens('Cart left', { total: 80, shop: { city: 'Brno' }, items: ['hat', 'shoe'] });
    await happens('Cart left', { total: 5, note: ' ' });
    await happens('Order placed', { total: 12 });
  });

  test('is told by what the events carry, and as they came last', async () => {
    const { places, events } = await examples(trigger({ event: 'Cart left' }, { event: 'Order placed' }));
    expect(places).toEqual([
      {
        ...{ keys: ['total'], type: 'number', events: ['Cart left', 'Order placed'], is_always: true },
        values: [12, 5, 80],
      },
      {
        ...{ keys: ['items'], type: 'array', events: ['Cart left'], is_always: false },
        values: ['hat', 'shoe'],
      },
      { keys: ['note'], type: 'string', events: ['Cart left'], is_always: false, values: [] },
      { keys: ['shop', 'city'], type: 'string', events: ['Cart left'], is_always: false, values: ['Brno'] },
    ]);
    expect(events).toMatchObject([
      { name: 'Order placed', person_name: 'Cora', attributes: { total: 12 } },
      { name: 'Cart left', attributes: { total: 5 } },
      { name: 'Cart left', attributes: { total: 80 } },
    ]);
    expect(await examples(trigger({ event: 'Never seen' }))).toEqual({ places: [], events: [] });
  });

  test('starts the campaign, where anything of it does', async () => {
    const above = (value: number) => [{ kind: 'attribute', attribute: 'total', op: 'greater', value }];
    const large = trigger({ event: 'Cart left', where: above(50) });
    expect((await examples(large)).events).toMatchObject([{ attributes: { total: 80 } }]);
    expect((await examples(trigger({ event: 'Cart left', where: above(500) }))).events).toHaveLength(2);

    const text = "{{ EventAttribute['total'] }} in {{ EventAttribute['shop']['city'] }}";
    const preview = (event?: object) =>
      world.api('POST', '/api/campaigns/preview', {
        definition: { ...large, page_id: world.page.id, message: { message: { text } } },
        recipient: { by: 'customer_id', customer_id: 'cart' },
        ...(event && { event }),
      });
    expect(await preview()).toMatchObject({ message: { text: '80 in Brno' } });
    const typed = await preview({ total: 7, shop: { city: 'Praha' } });
    expect(typed).toMatchObject({ message: { text: '7 in Praha' } });
  });

  test('is what the latest calls of the API said', async () => {
    const definition = {
      ...{ delivery_type: 'api', trigger: {}, page_id: world.page.id },
      message: {
        message: {
          text: "Order {{ EventAttribute['order'] }}: {{ EventAttribute['sum'] | currency: 'EUR' }}",
        },
      },
    };
    const { id } = await world.api<{ id: string }>('POST', '/api/campaigns', { name: 'Receipt', definition });
    const asked = { campaign_id: id, delivery_type: definition.delivery_type };
    const uses = async () =>
      (await world.api<{ uses: object[] }>('POST', '/api/campaigns/uses', { campaign_id: id, definition }))
        .uses;
    expect(await examples(asked)).toEqual({ places: [], events: [] });
    expect(await uses()).toMatchObject([{ known: false }, { known: false }]);
    await world.api('POST', `/api/campaigns/${id}/publish`);
    await world.api('POST', `/api/campaigns/${id}/trigger`, {
      idempotency_key: 'first',
      recipients: [{ customer_id: 'cart', data: { order: '0017', sum: 49.9 } }],
    });
    expect((await examples(asked)).places).toEqual([
      { keys: ['order'], type: 'string', events: ['api'], is_always: true, values: ['0017'] },
      { keys: ['sum'], type: 'number', events: ['api'], is_always: true, values: [49.9] },
    ]);
    expect(await uses()).toMatchObject([{ known: true }, { known: true }]);
    const recipient = { by: 'customer_id', customer_id: 'cart' };
    const rendered = await world.api('POST', '/api/campaigns/preview', {
      campaign_id: id,
      definition,
      recipient,
    });
    expect(rendered).toMatchObject({ message: { text: 'Order 0017: €49.90' } });
  });

  test('has dots for what is sensitive, and conditions on it find nothing out', async () => {
    await happens('Paid', { iban: 'CZ65', total: 1 });
    await happens('Paid', { iban: 'SK31', total: 2 });
    const where = [{ kind: 'attribute', attribute: 'iban', op: 'starts_with', value: 'CZ' }];
    const definition = campaignDefinition.parse({
      ...trigger({ event: 'Paid', where }),
      request: sendApiRequest(world.page.id, "{{ EventAttribute['iban'] }} {{ EventAttribute['total'] }}"),
    });
    const totals = async (permission: Permission) => {
      const { events } = await listExampleEvents(
        world.database.db,
        as(permission),
        startOf(definition, null),
      );
      return events.map(({ attributes }) => attributes);
    };
    expect(await totals('own')).toEqual([{ iban: 'CZ65', total: 1 }]);
    expect(await totals('view')).toEqual([
      { iban: '•••', total: 2 },
      { iban: '•••', total: 1 },
    ]);
    const preview = async (permission: Permission) =>
      JSON.stringify(await previewFor(world.app.campaigns, as(permission), definition, LOOK));
    expect(await preview('own')).toContain('CZ65 1');
    expect(await preview('view')).toContain('••• 2');
  });
});
