// What cannot be, or is not meant: refused alike as a draft, by the check, by publishing and in a YAML file, with the same field and
// the same remedy.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { runCampaignCommand } from '../../src/start/campaign-code/commands.ts';
import { createCampaign, everybodyWithPsid, startWorld, type World } from '../support/world.ts';

const DUE = '2026-11-01T00:00:00Z';
let world: World;
let folder: string;
let segment: { id: string; name: string };
beforeAll(async () => {
  world = await startWorld({ workers: false });
  folder = mkdtempSync(join(tmpdir(), 'talaria-bad-input-'));
  segment = await world.api('GET', `/api/segments/${await everybodyWithPsid(world)}`);
  const attributes = { age: 30, time_zone: 'Europe/Prague' };
  await world.api('POST', '/api/people', { customer_id: 'ana', attributes });
  const bought = {
    customer_id: 'ana',
    name: 'Bought',
    dedupe_key: '1',
    attributes: { price: 5, sku: 'a', due: DUE },
  };
  await world.api('POST', '/api/events', { events: [bought] });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.close();
});

const repeat = (over: object) => ({
  delivery_type: 'periodic',
  schedule: { kind: 'repeat', every: { unit: 'day' }, time: '09:00', time_zone: 'Europe/Prague', ...over },
});
const monthly = (every: object, over: object = {}) =>
  repeat({ every: { unit: 'month', interval: 12, ...every }, ...over });
const weekly = (over: object) => repeat({ every: { unit: 'week', weekdays: [1], ...over } });
const at = (local_time: string) => ({ schedule: { kind: 'at', local_time, time_zone: 'Europe/Prague' } });
const onEvent = (over: object) => ({
  delivery_type: 'event',
  trigger: { events: [{ event: 'Bought' }], ...over },
});
const where = (condition: object) =>
  onEvent({ events: [{ event: 'Bought', where: [{ kind: 'attribute', ...condition }] }] });
const saying = (text: string) => ({ message: { message: { text } } });
const variants = (...weights: number[]) => ({
  experiment: {
    variants: weights.map((weight, index) => ({
      ...{ name: `v${index}`, weight, content: index === 0 ? null : saying('Hi') },
    })),
  },
});

interface Case {
  what: string;
  over: object;
  field: string;
  remedy: RegExp;
}
const bad = (what: string, over: object, field: string, remedy: RegExp): Case => ({
  ...{ what, over, field, remedy },
});

/** What no draft can be. */
const UNREADABLE = [
  bad('every 0 weeks', weekly({ interval: 0 }), 'schedule.every.interval', /^Enter 1 or more/),
  bad('every week and a half', weekly({ interval: 1.5 }), 'schedule.every.interval', /^Round it/),
  bad('no weekday', weekly({ weekdays: [] }), 'schedule.every.weekdays', /^Choose at least one day/),
  bad('an eighth weekday', weekly({ weekdays: [8] }), 'schedule.every.weekdays.0', /^Enter 7 or less/),
  bad('the 32nd', monthly({ on: { by: 'date', day: 32 } }), 'schedule.every.on.day', /^Enter 31 or less/),
  bad('30 February', at('2099-02-30T09:00'), 'schedule.local_time', /^Choose a day that its month has/),
  bad('hour 25', repeat({ time: '25:00' }), 'schedule.time', /^Write it in this form/),
  bad('a zone of no city', repeat({ time_zone: 'CEST' }), 'schedule.time_zone', /^Choose a city/),
  bad('after 0 runs', repeat({ end: { kind: 'after', runs: 0 } }), 'schedule.end.runs', /^Enter 1 or more/),
  bad(
    'a delay of nothing',
    onEvent({ delay: { kind: 'after', minutes: 0 } }),
    'trigger.delay.minutes',
    /^Enter 1 or more/,
  ),
  bad('90 %', variants(50, 40), 'experiment.variants', /^Add 10 %/),
  bad('110 %', variants(50, 60), 'experiment.variants', /^Take away 10 %/),
  bad('one variant', variants(100), 'experiment.variants', /^Add a variant/),
  bad('nobody gets it', variants(100, 0), 'experiment.variants.1.weight', /^Enter 1 or more/),
  bad(
    'a cap of none',
    { controls: { caps: [{ times: 0, hours: 24 }] } },
    'controls.caps.0.times',
    /^Allow at least one message/,
  ),
  bad(
    'a cap of half',
    { controls: { caps: [{ times: 0.5, hours: 24 }] } },
    'controls.caps.0.times',
    /^Round it/,
  ),
  bad(
    'a limit of nobody',
    { controls: { audience_limit: { total: 0, per_day: null, per_run: null } } },
    'controls.audience_limit.total',
    /^Let in at least one person/,
  ),
  bad(
    'quiet for no time',
    { controls: { quiet_hours: { from: '08:00', to: '08:00' } } },
    'controls.quiet_hours',
    /^Choose another end/,
  ),
  bad(
    'a goal within no time',
    { goals: [{ name: 'Bought', event: 'Bought', within_hours: 0 }] },
    'goals.0.within_hours',
    /^Enter 1 or more/,
  ),
  bad('a word nobody knows', { per_secnod: 5 }, 'per_secnod', /^Did you mean per_second/),
  bad(
    'a word nobody knows further in',
    { controls: { frequency_caps: [{ times: 1, hours: 24 }] } },
    'controls.frequency_caps',
    /^Did you mean caps/,
  ),
  bad('a text for a number', { per_second: 'fast' }, 'per_second', /^Write a number/),
];

/** What a draft may be, and nothing that is published. */
const UNPUBLISHABLE = [
  bad(
    '31 February, every year',
    monthly({ on: { by: 'date', day: 31 } }, { starts_on: '2099-02-01' }),
    'schedule.every.on.day',
    /^Choose the last day of the month/,
  ),
  bad(
    'an end before the start',
    repeat({ starts_on: '2099-05-01', end: { kind: 'on', date: '2099-04-01' } }),
    'schedule.end.date',
    /^Choose a later day/,
  ),
  bad(
    'an end that has passed',
    repeat({ end: { kind: 'on', date: '2021-04-01' } }),
    'schedule.end.date',
    /^Choose a later day/,
  ),
  bad('a time that has passed', at('2021-01-01T09:00'), 'schedule.local_time', /^Choose a time to come/),
  bad('a time that is skipped', at('2099-03-29T02:30'), 'schedule.local_time', /^Choose 03:30/),
  bad('a time that comes twice', at('2099-10-25T02:30'), 'schedule.local_time', /^Choose a time an hour/),
  bad(
    'an event nobody sent',
    onEvent({ events: [{ event: 'Boght' }] }),
    'trigger.events.0.event',
    /^Did you mean “Bought”/,
  ),
  bad('no event', onEvent({ events: [] }), 'trigger.events', /^Choose at least one event/),
  bad(
    'live until before it is',
    onEvent({ from: '2099-05-01T00:00', until: '2099-04-01T00:00' }),
    'trigger.until',
    /^Choose a later end/,
  ),
  bad(
    'an output that is not closed',
    saying('Hi {{ first_name'),
    'message.message.text',
    /^Check that every/,
  ),
  bad('an if without its end', saying('{% if a %}Hi'), 'message.message.text', /^Check that every/),
  bad('a filter nobody knows', saying('{{ a | loud }}'), 'message.message.text', /^Check the name of/),
  bad(
    'a number compared with a text',
    where({ attribute: 'price', op: 'is', value: 'five' }),
    'trigger.events.0.where.0.value',
    /^Compare it as a number/,
  ),
  bad(
    'a date compared with a text',
    where({ attribute: 'due', op: 'is', value: 'abc' }),
    'trigger.events.0.where.0.value',
    /^Compare it as a date and time/,
  ),
  bad(
    'an attribute it never carried',
    where({ attribute: 'prise', op: 'is', value: 5 }),
    'trigger.events.0.where.0.attribute',
    /^Did you mean “price”/,
  ),
  bad(
    'a date that is a number',
    onEvent({ delay: { kind: 'date', of: 'person', attribute: 'age', minutes: 0 } }),
    'trigger.delay.attribute',
    /^Choose an attribute with dates/,
  ),
  bad(
    'money that is a text',
    { goals: [{ name: 'Bought', event: 'Bought', revenue_attribute: 'sku' }] },
    'goals.0.revenue_attribute',
    /^Choose one that is a number: price/,
  ),
];

/** What goes out all the same, in a way that is decided and told. */
const TOLD = [
  bad(
    'an attribute nobody has, in an if',
    saying("{% if UserAttribute['time_zon'] %}Hi{% endif %} you"),
    'message.message.text',
    /^Did you mean “time_zone”/,
  ),
  bad('one message a day', { per_second: 0.00001 }, 'per_second', /^Enter how many/),
  bad('a year that was mistyped', at('2999-12-24T09:00'), 'schedule.local_time', /^Check the year/),
  bad('runs in a clock change', repeat({ time: '02:30' }), 'schedule.time', /^Choose a time outside/),
  bad(
    'a clock change in some zones',
    { schedule: { kind: 'own_zone', local_time: '2099-03-29T02:30', time_zone: 'Europe/Prague' } },
    'schedule.local_time',
    /^Choose a time outside/,
  ),
];

const right = () => ({ page_id: world.page.id, ...saying('Hello') });
const ofApi = (over: object) => ({ segment_id: segment.id, ...right(), ...over });

interface Refused {
  field: string;
  remedy: string;
}
const refusalOf = (json: unknown): Refused => (json as { error: Refused }).error;

/** What `talaria campaign apply` prints for a file with this definition: its lines, with the place of the file before each. */
async function apply(
  what: string,
  over: object,
  ...options: string[]
): Promise<{ code: number; said: string }> {
  const path = join(folder, 'campaign.yaml');
  writeFileSync(path, stringify({ name: what, definition: { segment: segment.name, ...right(), ...over } }));
  const said: string[] = [];
  const api = { url: world.url, key: world.apiKey };
  const needs = { api, env: {}, say: (line: string) => said.push(line) };
  const code = await runCampaignCommand(['apply', '--dir', folder, ...options], needs);
  return { code, said: said.join('\n').replaceAll(`${folder}/`, '') };
}

const inFile = (field: string, remedy: RegExp): RegExp =>
  new RegExp(
    `^campaign\\.yaml:\\d+ definition\\.${field.replaceAll('.', '\\.')}: .+\\n    ${remedy.source.slice(1)}`,
    'm',
  );

test.each(UNREADABLE)('$what is refused as it is read', async ({ what, over, field, remedy }) => {
  const refused = { field: `definition.${field}`, remedy: expect.stringMatching(remedy) };
  const id = await createCampaign(world, ofApi({}), what);
  const saved = { name: what, revision: 1, definition: ofApi(over) };
  for (const [method, path, body] of [
    ['POST', '/api/campaigns', { name: what, definition: saved.definition }],
    ['PUT', `/api/campaigns/${id}`, saved],
    ['POST', '/api/campaigns/check', { definition: saved.definition }],
  ] as const) {
    const { status, json } = await world.ask(method, path, body);
    expect([method, path, status, refusalOf(json)]).toEqual([
      ...[method, path, 400, expect.objectContaining(refused)],
    ]);
  }
  const { code, said } = await apply(what, over);
  expect([code, said]).toEqual([2, expect.stringMatching(inFile(field, remedy))]);
});

test.each(UNPUBLISHABLE)(
  '$what is told of a draft, and not published',
  async ({ what, over, field, remedy }) => {
    const problem = { field, severity: 'error', remedy: expect.stringMatching(remedy) };
    const id = await createCampaign(world, ofApi(over), what);
    const { problems } = await world.api<{ problems: object[] }>('POST', '/api/campaigns/check', {
      definition: ofApi(over),
    });
    expect(problems).toContainEqual(expect.objectContaining(problem));
    const { status, json } = await world.ask('POST', `/api/campaigns/${id}/publish`, {});
    expect([status, refusalOf(json)]).toEqual([
      400,
      expect.objectContaining({
        field,
        remedy: problem.remedy,
        issues: [expect.objectContaining({ field })],
      }),
    ]);
    const { code, said } = await apply(what, over, '--publish');
    expect([code, said]).toEqual([2, expect.stringMatching(inFile(field, remedy))]);
  },
);

test.each(TOLD)('$what is told of, and published', async ({ what, over, field, remedy }) => {
  const warning = { field, severity: 'warning', remedy: expect.stringMatching(remedy) };
  const { problems } = await world.api<{ problems: object[] }>('POST', '/api/campaigns/check', {
    definition: ofApi(over),
  });
  expect(problems).toContainEqual(expect.objectContaining(warning));
  const { code, said } = await apply(what, over, '--publish');
  expect([code, said]).toEqual([0, expect.stringMatching(inFile(field, remedy))]);
});

test.each([
  ['GET', '/api/campaigns?type=zz', undefined, 'type', /^Did you mean delivery_type/],
  ['GET', '/api/campaigns/tags?page=2', undefined, 'page', /nothing is asked for/],
  ['POST', '/api/people', { customer_id: 'eve', ps_id: '1' }, 'ps_id', /customer_id, attributes/],
  ['POST', '/api/campaigns/cmp_1/trigger', { cusomer_id: 'ana' }, 'cusomer_id', /./],
  ['POST', '/api/campaigns/cmp_1/pause', { reason: 'x' }, 'reason', /nothing is asked for/],
  ['POST', '/api/sending-rules/check', { cap: [] }, 'cap', /^Did you mean caps/],
])('a word that %s %s does not know is refused', async (method, path, body, field, remedy) => {
  const { status, json } = await world.ask(method as 'GET', path, body);
  expect(status).toBe(400);
  expect((json as { error: { issues: object[] } }).error.issues).toContainEqual({
    ...{ field, message: 'is not known', remedy: expect.stringMatching(remedy) },
  });
});

test('a draft with errors is kept, and the command says that something is wrong', async () => {
  const { code, said } = await apply('unfinished', { message: null });
  expect([code, said]).toEqual([
    2,
    expect.stringMatching(/created as cmp_.*\n.*saved as a draft, which cannot/),
  ]);
});

test('what was changed since it was looked at is not published', async () => {
  const id = await createCampaign(world, ofApi(at('2099-12-24T09:00')), 'looked at');
  const saved = await world.api<{ revision: number }>('PUT', `/api/campaigns/${id}`, {
    ...{
      name: 'looked at',
      revision: 1,
      definition: { ...ofApi(at('2099-12-24T09:00')), ...saying('Other') },
    },
  });
  const refused = await world.ask('POST', `/api/campaigns/${id}/publish`, { revision: 1 });
  expect(refused).toMatchObject({
    status: 409,
    json: { error: { field: 'revision', remedy: expect.stringMatching(/^Load it again/) } },
  });
  await world.api('POST', `/api/campaigns/${id}/publish`, { revision: saved.revision });
});

test('a segment compares an attribute with what it can be, and tells of one that nobody has', async () => {
  const filterOf = (attribute: string, value: unknown) => ({
    ...{ kind: 'group', match: 'all' },
    filters: [{ kind: 'attribute', attribute, op: 'is', value }],
  });
  const wrong = await world.ask('POST', '/api/segments', { name: 'Aged', filter: filterOf('age', 'abc') });
  expect(wrong).toMatchObject({
    status: 400,
    json: {
      error: { field: 'filter.filters.0.value', remedy: expect.stringMatching(/^Compare it as a number/) },
    },
  });
  const { id } = await world.api<{ id: string }>('POST', '/api/segments', {
    ...{ name: 'Aged', filter: filterOf('agee', 30) },
  });
  const { problems } = await world.api<{ problems: object[] }>('POST', '/api/campaigns/check', {
    definition: ofApi({ segment_id: id }),
  });
  expect(problems).toContainEqual(
    expect.objectContaining({ field: 'segment_id', severity: 'warning', remedy: 'Did you mean “age”?' }),
  );
});

test('a segment that is not there is named', async () => {
  const { problems } = await world.api<{ problems: object[] }>('POST', '/api/campaigns/check', {
    definition: ofApi({ segment_id: 'seg_999' }),
  });
  expect(problems).toContainEqual({
    ...{ field: 'segment_id', severity: 'error' },
    ...{ message: 'There is no segment seg_999.', remedy: 'Choose a segment that is there.' },
  });
});

test('a campaign that is not started by calls says so', async () => {
  const id = await createCampaign(world, ofApi(onEvent({})), 'by event');
  expect(
    await world.ask('POST', `/api/campaigns/${id}/trigger`, {
      ...{ idempotency_key: 'k', recipients: [{ customer_id: 'ana' }] },
    }),
  ).toMatchObject({
    ...{ status: 409, json: { error: { message: 'The campaign is not started by calls.' } } },
  });
});

test('of several faults each has its remedy', async () => {
  const id = await createCampaign(world, { ...ofApi(at('2021-01-01T09:00')), message: null });
  const { json } = await world.ask('POST', `/api/campaigns/${id}/publish`, {});
  expect((json as { error: { issues: object[] } }).error.issues).toEqual([
    { field: 'message', message: 'There is nothing to send.', remedy: 'Write the message.' },
    expect.objectContaining({
      field: 'schedule.local_time',
      remedy: expect.stringMatching(/^Choose a time/),
    }),
  ]);
});
