// Who would miss an attribute, or could not read it as another type: and nobody by mere words.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { type Database, execute, jsonb } from '../kit/db.ts';
import type { AttributeType } from '../profiles/profile.contract.ts';
import { listAttributeUses } from './attribute-use.ts';

let database: Database;
let workspaces = 0;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function makeWorkspace() {
  workspaces += 1;
  const id = `w${workspaces}`;
  const { db } = database;
  await execute(db, sql`insert into workspaces (workspace_id, name) values (${id}, ${id})`);
  return {
    addSegment: (name: string, filters: unknown[]) =>
      execute(
        db,
        sql`insert into segments (workspace_id, name, filter)
            values (${id}, ${name}, ${jsonb({ kind: 'group', match: 'all', filters })})`,
      ),
    addCampaign: (name: string, definition: unknown, state = 'draft') =>
      execute(
        db,
        sql`insert into campaigns (workspace_id, name, state, definition)
            values (${id}, ${name}, ${state}, ${jsonb(definition)})`,
      ),
    /** Of the campaign, with the filter of the day it was published. */
    addRun: (name: string, filters: unknown[], isOver = false) =>
      execute(
        db,
        sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, plan, filter, lane_id, finished_at)
            select ${id}, campaign_id, 1, ${isOver ? 'finished' : 'due'}, now(), '{}',
                   ${jsonb({ kind: 'group', match: 'all', filters })}, 'l', ${isOver ? new Date() : null}
              from campaigns where workspace_id = ${id} and name = ${name}`,
      ),
    addBlock: (name: string, body: string) =>
      execute(
        db,
        sql`insert into content_blocks (workspace_id, name, body, created_at, updated_at)
            values (${id}, ${name}, ${body}, now(), now())`,
      ),
    setRules: (rules: object) =>
      execute(
        db,
        sql`insert into sending_rules (workspace_id, rules, updated_at) values (${id}, ${jsonb(rules)}, now())`,
      ),
    /** Of those who could not read it as another type, when one is given. */
    usesOf: async (attribute: string, becoming?: AttributeType) =>
      (await listAttributeUses(db, id, attribute, becoming)).map(({ kind, name }) => `${kind} ${name}`),
  };
}

const by = (attribute: string) => ({ kind: 'attribute', attribute, op: 'exists' });

test('segments that filter by it, or by what is inside it, at any depth', async () => {
  const { addSegment, usesOf } = await makeWorkspace();
  await addSegment('plain', [by('city')]);
  await addSegment('deep', [{ kind: 'group', match: 'none', filters: [by('address.city')] }]);
  await addSegment('longer', [by('city_of_birth')]);
  await addSegment('value', [{ kind: 'attribute', attribute: 'town', op: 'is', value: 'city' }]);
  await addSegment('of an event', [
    { kind: 'event', event: 'Bought', did: true, at_least: 1, within_days: null, where: [by('city')] },
  ]);
  expect(await usesOf('city')).toEqual(['segment plain']);
  expect(await usesOf('address')).toEqual(['segment deep']);
  expect(await usesOf('nothing')).toEqual([]);
});

test('campaigns that have not ended and whose texts name it, bare or quoted, whatever the name', async () => {
  const { addCampaign, usesOf } = await makeWorkspace();
  const says = (text: string) => ({ message: { message: { text } } });
  await addCampaign('bare', says('Hi {{ first_name }}'));
  await addCampaign('quoted', says("Hi {{ UserAttribute['first_name'] | default: 'you' }}"), 'sending');
  await addCampaign('words', says('Your first_name is a secret'));
  await addCampaign('other', says('Hi {{ name }}, first_name'));
  await addCampaign('ended', says('Hi {{ first_name }}'), 'finished');
  await addCampaign('broken', says('Hi {{ first_name'));
  await addCampaign('odd', says(`{{ UserAttribute["it's 100 %"] }}`));
  expect(await usesOf('first_name')).toEqual(['campaign broken', 'campaign quoted', 'campaign bare']);
  expect(await usesOf("it's 100 %")).toEqual(['campaign odd']);
});

test('campaigns whose message is due by a date in it', async () => {
  const { addCampaign, usesOf } = await makeWorkspace();
  const due = (of: string, attribute: string) => ({
    trigger: { events: [], delay: { kind: 'date', of, attribute, minutes: 0 } },
  });
  await addCampaign('person', due('person', 'contract.ends_at'), 'active');
  await addCampaign('event', due('event', 'contract'), 'active');
  expect(await usesOf('contract')).toEqual(['campaign person']);
});

test('campaigns that count people with the same value as one', async () => {
  const { addCampaign, usesOf } = await makeWorkspace();
  await addCampaign('once each', { controls: { dedupe_attribute: 'email' } });
  await addCampaign('other', { controls: { dedupe_attribute: 'phone' }, name: 'email' });
  expect(await usesOf('email')).toEqual(['campaign once each']);
});

test('campaigns whose run was begun with a filter by it, though the segment has another by now', async () => {
  const { addCampaign, addRun, usesOf } = await makeWorkspace();
  await addCampaign('scheduled', {}, 'scheduled');
  await addRun('scheduled', [{ kind: 'group', match: 'none', filters: [by('address.city')] }]);
  await addCampaign('over', {}, 'sending');
  await addRun('over', [by('address')], true);
  expect(await usesOf('address')).toEqual(['campaign scheduled']);
  expect(await usesOf('city')).toEqual([]);
});

test('the sending rules, written down or by default: by whose clock, and in which language', async () => {
  const { setRules, usesOf } = await makeWorkspace();
  expect(await usesOf('time_zone')).toEqual(['sending_rules time zone']);
  expect(await usesOf('locale')).toEqual(['sending_rules language']);
  await setRules({ time_zone_attribute: 'tz', language_attribute: 'tz' });
  expect(await usesOf('time_zone')).toEqual([]);
  expect(await usesOf('tz')).toEqual(['sending_rules time zone', 'sending_rules language']);
});

test('content blocks, and messages whose language follows it', async () => {
  const { addBlock, addCampaign, usesOf } = await makeWorkspace();
  await addBlock('greeting', 'Hello {{ nickname }}');
  await addBlock('words', 'Your nickname is a secret');
  const use = { kind: 'utility', template: { name: 'order', language_attribute: 'spoken' } };
  await addCampaign('in their language', { routes: [use] }, 'active');
  expect(await usesOf('nickname')).toEqual(['content_block greeting']);
  expect(await usesOf('spoken')).toEqual(['campaign in their language']);
});

test('as another type it is kept from those who could not read it, and from nobody else', async () => {
  const { addBlock, addCampaign, addSegment, setRules, usesOf } = await makeWorkspace();
  await setRules({ time_zone_attribute: 'zone', language_attribute: 'language' });
  expect(await usesOf('zone', 'number')).toEqual([]); // hours from GMT
  expect(await usesOf('zone', 'array')).toEqual(['sending_rules time zone']);
  expect(await usesOf('language', 'number')).toEqual(['sending_rules language']);
  await addSegment('many', [{ kind: 'attribute', attribute: 'orders', op: 'greater', value: 5 }]);
  await addSegment('any', [by('orders')]);
  await addSegment('place', [by('address.city')]);
  await addBlock('count', 'You ordered {{ orders }} times');
  await addCampaign('each once', { controls: { dedupe_attribute: 'orders' } });
  expect(await usesOf('orders', 'number')).toEqual([]);
  expect(await usesOf('orders', 'string')).toEqual(['segment many']);
  expect(await usesOf('address', 'string')).toEqual(['segment place']);
  const delay = { kind: 'date', of: 'person', attribute: 'ends_at', minutes: 0 };
  await addCampaign('reminder', { trigger: { delay } });
  expect(await usesOf('ends_at', 'string')).toEqual([]);
  expect(await usesOf('ends_at', 'number')).toEqual(['campaign reminder']);
});
