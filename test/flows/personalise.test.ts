// What each person is told: their variant in their language, with blocks, and what the trigger of a preview carries.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute } from '../../src/kit/db.ts';
import {
  everybodyWithPsid,
  peopleWrite,
  publishAndFinish,
  startWorld,
  type World,
} from '../support/world.ts';

let world: World;
let segment: string;
let people: string[];
const LANGUAGES = ['cs_CZ', 'cs_SK', 'de_DE', null];
beforeAll(async () => {
  world = await startWorld();
  people = await peopleWrite(world, 4);
  segment = await everybodyWithPsid(world);
  for (const [index, psid] of people.entries())
    await execute(
      world.database.db,
      sql`update profiles set attributes = (attributes || jsonb_build_object('first_name', ${`P${index}`}::text,
            'points', ${index}::int)) - 'locale' || jsonb_strip_nulls(jsonb_build_object('locale', ${LANGUAGES[index] ?? null}::text))
           where attributes ->> 'ps_id' = ${psid} or profile_id in (select profile_id from identities where psid = ${psid})`,
    );
});
afterAll(() => world.close());

const composed = (text: string) => ({ message: { text }, track_links: false });
const create = (definition: object) =>
  world
    .api<{ id: string }>('POST', '/api/campaigns', {
      name: 'Languages',
      definition: { segment_id: segment, page_id: world.page.id, ...definition },
    })
    .then(({ id }) => id);

interface Preview {
  message: { text: string } | null;
  problems: { field: string; message: string }[];
}
const preview = (definition: object, look: object) =>
  world.api<Preview>('POST', '/api/campaigns/preview', {
    definition: { segment_id: segment, page_id: world.page.id, ...definition },
    ...look,
  });

test('everybody is told in their language, with the blocks of the day it was published', async () => {
  const block = await world.api<{ id: string; updated_at: string }>('POST', '/api/content-blocks', {
    name: 'Sign off',
    body: "— {{ shop | default: 'the shop' }}",
  });
  const id = await create({
    message: composed("Hi {{ first_name }} {{ ContentBlock['sign off'] }}"),
    translations: [
      {
        language: 'cs',
        message: composed("Ahoj {{ first_name }}, {{ points }} {{ points | plural: 'bod', 'body', 'bodů' }}"),
      },
      { language: 'cs_SK', message: composed('Ahoj {{ first_name }} zo Slovenska') },
    ],
  });
  const used = await world.api<{ used_in: object[] }>('GET', `/api/content-blocks/${block.id}`);
  expect(used.used_in).toMatchObject([{ kind: 'campaign', id, holds: 'draft', state: 'draft' }]);
  const refused = await world.ask('DELETE', `/api/content-blocks/${block.id}`);
  expect(refused).toMatchObject({ status: 409, json: { error: { remedy: 'Take it out there first.' } } });
  await publishAndFinish(world, id);
  const sent = await world.sand<{ data: { psid: string; body: { message: { text: string } } }[] }>(
    'GET',
    `/sandbox/messages?page_id=${world.page.id}&limit=50`,
  );
  const texts = new Map(sent.data.map(({ psid, body }) => [psid, body.message.text]));
  expect(people.map((psid) => texts.get(psid))).toEqual([
    'Ahoj P0, 0 bodů',
    'Ahoj P1 zo Slovenska',
    'Hi P2 — the shop',
    'Hi P3 — the shop',
  ]);
  // The ledger knows which it was.
  const file = async (): Promise<string> =>
    String((await world.ask('GET', `/api/campaigns/${id}/deliveries/export?state=accepted`)).json);
  const column = (text: string) =>
    text
      .trim()
      .split(/\r?\n/)
      .map((row) => row.split(',').at(-1));
  expect(column(await file()).toSorted()).toEqual(['', '', 'cs', 'cs_SK', 'language']);
  // It says what the attribute does: who may not see that one is not told.
  const mark = (isSensitive: boolean) =>
    execute(world.database.db, sql`update attributes set sensitive = ${isSensitive} where name = 'locale'`);
  await mark(true);
  expect(column(await file()).toSorted()).toEqual(['', '', '', '', 'language']);
  await mark(false);
});

test('a preview shows a variant in a language, with what is taken to have happened', async () => {
  const variants = [
    { name: 'A', weight: 50, content: null },
    {
      ...{ name: 'B', weight: 50 },
      content: {
        message: composed('B {{ EventAttribute.product }}'),
        translations: [{ language: 'de', message: composed('B auf Deutsch {{ EventAttribute.product }}') }],
      },
    },
  ];
  const definition = {
    ...{ delivery_type: 'event', trigger: { events: [{ event: 'bought' }] } },
    ...{ message: composed('A {{ Campaign.name | default: "?" }}'), experiment: { variants } },
  };
  await world.api('POST', '/api/events', {
    events: [{ customer_id: 'c9', name: 'bought', attributes: { product: 'mug' } }],
  });
  const person = { by: 'psid', psid: people[2] };
  const look = { recipient: person, event: { product: 'cup' } };
  expect((await preview(definition, { ...look, variant: 0 })).message?.text).toBe('A New campaign');
  expect((await preview(definition, { ...look, variant: 1 })).message?.text).toBe('B auf Deutsch cup');
  expect((await preview(definition, { ...look, variant: 1, language: 'cs' })).message?.text).toBe('B cup');
  expect((await preview(definition, { recipient: person, variant: 1, language: 'cs' })).message?.text).toBe(
    'B mug',
  );
});

test('what is wrong in a variant or a language is found at its place', async () => {
  const { problems } = await world.api<{ problems: { field: string; severity: string }[] }>(
    'POST',
    '/api/campaigns/check',
    {
      definition: {
        ...{
          segment_id: segment,
          page_id: world.page.id,
          message: composed('fine {{ ContentBlock.nobody }}'),
        },
        translations: [{ language: 'cs', message: composed('{{ broken') }],
        experiment: {
          variants: [
            { name: 'A', weight: 50, content: null },
            {
              ...{ name: 'B', weight: 50 },
              content: {
                message: composed('x'.repeat(2500)),
                translations: [{ language: 'de', message: composed('{% if %}') }],
              },
            },
          ],
        },
      },
    },
  );
  const fields = problems.filter(({ severity }) => severity === 'error').map(({ field }) => field);
  expect(fields).toEqual(
    expect.arrayContaining([
      'message.message.text',
      'translations.0.message.message.text',
      'experiment.variants.1.content.message.message.text',
      'experiment.variants.1.content.translations.0.message.message.text',
    ]),
  );
});

test('blocks: a circle, a broken text, a name that is taken and a change in between are refused', async () => {
  const write = (name: string, body: string) => world.ask('POST', '/api/content-blocks', { name, body });
  const first = await write('one', 'x');
  expect(first.status).toBe(200);
  const { id, updated_at } = first.json as { id: string; updated_at: string };
  const change = (body: string, at = updated_at) =>
    world.ask('PUT', `/api/content-blocks/${id}`, { name: 'one', body, updated_at: at });
  expect(await write('ONE', 'y')).toMatchObject({ status: 400, json: { error: { field: 'name' } } });
  expect(await write('two', '{{ ContentBlock.one }} {% if %}')).toMatchObject({ status: 400 });
  expect(await write('two', '{{ ContentBlock.nobody }}')).toMatchObject({
    status: 400,
    json: { error: { field: 'body' } },
  });
  expect((await write('two', 'two {{ ContentBlock.one }}')).status).toBe(200);
  expect(await change('{{ ContentBlock.two }}')).toMatchObject({
    status: 400,
    json: { error: { message: expect.stringContaining('holds itself') } },
  });
  expect((await change('changed')).status).toBe(200);
  expect((await change('changed again')).status).toBe(409);
  const seen = await world.api('POST', '/api/content-blocks/preview', {
    body: 'Hi {{ first_name }}: {{ ContentBlock.two }}',
    recipient: { by: 'psid', psid: people[0] },
  });
  expect(seen).toEqual({ text: 'Hi P0: two changed', explanation: null });
});

test('what the texts use is listed, with how many of the audience lack it', async () => {
  const ask = (text: string, of: object = {}) =>
    world.api<{ uses: object[]; counted: number; is_all: boolean }>('POST', '/api/campaigns/uses', {
      definition: { segment_id: segment, page_id: world.page.id, message: composed(text), ...of },
    });
  const seen = await ask(
    "{{ first_name }} {{ locale | default: 'x' }} {{ nobody_has }} {{ EventAttribute.price }}",
    {
      translations: [{ language: 'cs', message: composed('{{ points }}') }],
      ...{ delivery_type: 'event', trigger: { events: [{ event: 'never happened' }] } },
    },
  );
  expect(seen).toEqual({
    ...{ counted: 4, is_all: true },
    uses: [
      { name: 'first_name', of: 'person', has_fallback: false, lacking: 0, known: expect.any(Boolean) },
      {
        name: 'locale',
        of: 'person',
        has_fallback: true,
        lacking: expect.any(Number),
        known: expect.any(Boolean),
      },
      { name: 'nobody_has', of: 'person', has_fallback: false, lacking: 4, known: false },
      { name: 'points', of: 'person', has_fallback: false, lacking: 0, known: expect.any(Boolean) },
      { name: 'EventAttribute.price', of: 'event', has_fallback: false, lacking: null, known: false },
    ],
  });
});

test('a template of MoEngage is converted', async () => {
  const converted = await world.api<{ text: string }>('POST', '/api/templates/convert', {
    text: "Hi {{UserAttribute['First Name']|default('there')}}",
  });
  expect(converted.text).toBe("Hi {{ UserAttribute['First Name'] | default: 'there' }}");
});
