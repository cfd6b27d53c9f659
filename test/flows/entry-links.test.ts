// From a poster to a customer: links over the API, their QR codes, and what happens when people open them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

interface Link {
  id: string;
  url: string;
  ref_code: string;
  counts: Record<string, number>;
}

let world: World;
let psids: string[];
let link: Link;
beforeAll(async () => {
  world = await startWorld({ env: { ME_URL: 'https://m.me' } });
  ({ psids } = await world.sand<{ psids: string[] }>('POST', '/sandbox/people', {
    page_id: world.page.id,
    count: 3,
  }));
  link = await world.api<Link>('POST', '/api/entry-links', {
    page_id: world.page.id,
    name: 'Poster Ljubljana',
    welcome_text: 'Hi! Tell me more & more',
  });
});
afterAll(() => world?.close());

const start = (psid: string | undefined, url: string) =>
  world.sand('POST', `/sandbox/people/${psid}/actions`, {
    page_id: world.page.id,
    type: 'postback',
    payload: 'GET_STARTED',
    referral: { ref: new URL(url).searchParams.get('ref') },
  });
const counts = async () => (await world.api<Link>('GET', `/api/entry-links/${link.id}`)).counts;

test('a link has an address and a QR code of it', async () => {
  expect(link.ref_code).toMatch(/^poster-ljubljana-[a-z2-9]{6}$/);
  expect(link.url).toBe(
    `https://m.me/${world.page.id}?ref=${link.ref_code}&text=Hi!%20Tell%20me%20more%20%26%20more`,
  );
  const { status, json } = await world.ask('GET', `/api/entry-links/${link.id}/qr.svg`);
  expect(status).toBe(200);
  expect(json).toMatch(/^<svg .*<path/s);
  const { secret } = await (await import('../../src/access/api-keys.ts')).createApiKey(
    world.database.db,
    'default',
    'qr',
  );
  const png = await fetch(`${world.url}/api/entry-links/${link.id}/qr.png?size=256&download=true`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(png.headers.get('content-type')).toBe('image/png');
  expect(png.headers.get('content-disposition')).toContain(`${link.ref_code}.png`);
  expect(
    Buffer.from(await png.arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
});

test('opening it counts; a personal link ties the person to the customer in one tap', async () => {
  await start(psids[0], link.url);
  await until('one open is counted', async () => (await counts())['opens'] === 1);

  await world.api('POST', '/api/people', { customer_id: 'c-42', attributes: { city: 'Ljubljana' } });
  const personal = await world.api<{ url: string; qr_svg: string; expires_at: string }>(
    'POST',
    `/api/entry-links/${link.id}/personal`,
    { customer_id: 'c-42' },
  );
  expect(personal.qr_svg).toContain('<svg');
  expect(Date.parse(personal.expires_at)).toBeGreaterThan(Date.now() + 29 * 86_400_000);
  await start(psids[0], personal.url);
  await until('the PSID is tied', async () => (await counts())['tied'] === 1);
  const { people } = await world.api<{ people: { id: string; customer_id: string }[] }>(
    'GET',
    '/api/people?search=c-42',
  );
  const person = await world.api<{ identities: { psid: string }[]; merged_from: { reason: string }[] }>(
    'GET',
    `/api/people/${people[0]?.id}`,
  );
  expect(person.identities.map((identity) => identity.psid)).toEqual([psids[0]]);
  expect(person.merged_from).toMatchObject([{ reason: 'opened a personal link' }]);
  const { entries } = await world.api<{ entries: { details: Record<string, unknown> }[] }>(
    'GET',
    `/api/people/${people[0]?.id}/timeline`,
  );
  expect(entries.map((entry) => entry.details['entry_link'])).toEqual([
    'Poster Ljubljana',
    'Poster Ljubljana',
  ]);

  await start(psids[1], personal.url);
  await until('the second one is a conflict', async () => (await counts())['conflicts'] === 1);
  const { visits } = await world.api<{ visits: Record<string, unknown>[] }>(
    'GET',
    `/api/entry-links/${link.id}/visits?only=trouble`,
  );
  expect(visits).toMatchObject([
    { psid: psids[1], outcome: 'used', customer_id: 'c-42', title: expect.stringContaining('used before') },
  ]);
  expect(await counts()).toMatchObject({
    opens: 3,
    people: 2,
    new_people: 2,
    issued: 1,
    tied: 1,
    conflicts: 1,
  });
});

test('links for many customers at once; whom nobody knows is named', async () => {
  const issued = await world.api<{ links: { customer_id: string }[]; unknown: string[] }>(
    'POST',
    `/api/entry-links/${link.id}/personal/bulk`,
    { customer_ids: ['c-42', 'ghost'] },
  );
  expect(issued.links.map((one) => one.customer_id)).toEqual(['c-42']);
  expect(issued.unknown).toEqual(['ghost']);
  const tooMany = Array.from({ length: 1001 }, (_, index) => `c-${index}`);
  const refused = await world.ask('POST', `/api/entry-links/${link.id}/personal/bulk`, {
    customer_ids: tooMany,
  });
  expect(refused).toMatchObject({ status: 400, json: { error: { field: 'customer_ids' } } });
});

test.each<[what: string, body: Record<string, unknown>, field: string]>([
  ['a ref that is taken', { name: 'Two', ref_code: 'TAKEN' }, 'ref_code'],
  ['a ref with other characters', { name: 'Three', ref_code: 'a b' }, 'ref_code'],
  ['a Page that is not connected', { name: 'Four', page_id: '99' }, 'page_id'],
  ['a text that makes the address too long', { name: 'Five', welcome_text: 'ü'.repeat(500) }, 'welcome_text'],
  ['no name', { name: '  ' }, 'name'],
])('%s is refused with its field', async (_what, body, field) => {
  if (body['ref_code'] === 'TAKEN') body['ref_code'] = link.ref_code;
  const { status, json } = await world.ask('POST', '/api/entry-links', { page_id: world.page.id, ...body });
  expect(status).toBe(400);
  expect(json).toMatchObject({ error: { field } });
});

test('a link that was put away still counts, makes no personal links, and can be brought back', async () => {
  const path = `/api/entry-links/${link.id}`;
  await world.api('PATCH', path, { archived: true, name: 'Old poster' });
  expect((await world.api<{ links: Link[] }>('GET', '/api/entry-links')).links).toEqual([]);
  expect((await world.api<{ links: Link[] }>('GET', '/api/entry-links?archived=true')).links).toHaveLength(1);
  expect((await world.ask('POST', `${path}/personal`, { customer_id: 'c-42' })).status).toBe(409);
  await start(psids[2], link.url);
  await until('it is counted', async () => (await counts())['opens'] === 4);
  await world.api('PATCH', path, { archived: false });
  expect((await world.api<{ links: Link[] }>('GET', '/api/entry-links')).links).toMatchObject([
    { name: 'Old poster' },
  ]);
});
