// A workspace with a Page, templates and a segment of everybody, for tests of the waterfall. Importing it sets it up.
import { sql } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { type Database, execute, jsonb, one } from '../../kit/db.ts';
import { formatId } from '../../kit/ids.ts';
import { createMemory } from '../../kit/remember-dear.ts';
import { createSecrets } from '../../kit/secrets.ts';
import { type CampaignDefinition, campaignDefinition } from '../campaign.contract.ts';
import type { Waterfall } from '../waterfall.contract.ts';
import { countWaterfall, type WaterfallNeeds } from '../waterfall.ts';

export const NOW = new Date('2026-11-22T12:00:00Z');
export const PAGE = '1040000000000001';
export const OTHER_PAGE = '1040000000000002';
const GRAPH = { graphUrl: 'https://graph.facebook.com', graphVersion: 'v26.0' };

export let database: Database;
export let needs: WaterfallNeeds;
let segment: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  const secrets = createSecrets('k'.repeat(32));
  needs = {
    ...{ db, secrets, ...GRAPH, utilityShape: 'message', clock: { now: () => NOW }, pagePerSecond: 300 },
    counted: createMemory(() => performance.now()),
    ...{ installationId: 'test', callers: NO_CALLS, graph: NO_CALLS, clickLinks: CLICKS },
  };
  await execute(db, sql`insert into workspaces (workspace_id, name) values ('w', 'w')`);
  await execute(
    db,
    sql`insert into apps (workspace_id, app_id, app_secret, verify_token)
        values ('w', '1', ${secrets.seal('s')}, ${secrets.seal('v')})`,
  );
  for (const page of [PAGE, OTHER_PAGE])
    await execute(
      db,
      sql`insert into pages (workspace_id, page_id, app_id, name, access_token, echoes_subscribed)
          values ('w', ${page}, '1', ${page}, ${secrets.seal('t')}, true)`,
    );
  await execute(
    db,
    sql`insert into utility_templates (workspace_id, page_id, name, language, template_id, status, components, synced_at)
        select 'w', ${PAGE}, t.name, t.language, t.name || t.language, t.status, '[]', ${NOW}
          from (values ('receipt', 'en', 'APPROVED'), ('receipt', 'cs', 'APPROVED'), ('receipt', 'de_DE', 'APPROVED'),
                       ('receipt', 'fr', 'PENDING'), ('late', 'en', 'REJECTED'), ('late', 'cs', 'APPROVED')) t (name, language, status)`,
  );
  const { id } = await one(
    db,
    sql<{ id: number }>`insert into segments (workspace_id, name, filter)
      values ('w', 'all', ${jsonb({ kind: 'group', match: 'all', filters: [] })}) returning segment_id as id`,
  );
  segment = formatId('seg', id);
  await execute(
    db,
    sql`insert into sending_rules (workspace_id, rules, updated_at) values ('w', '{"global_control_percent": 25}', ${NOW})`,
  );
});
afterAll(() => database.close());

/** Nothing here may call anybody; only what inspects an address is needed. */
const NO_CALLS = {
  connectors: { inspectAddresses: () => [] },
} as never;

const CLICKS = { wrap: (target: string) => target } as never;

export const TEXT = { message: { text: 'Hello' } };
export const utility = (name: string) => ({
  kind: 'utility',
  template: { name, language: 'en', language_attribute: 'locale' },
});
export const hold = (hours: number) => ({ kind: 'hold', hours });
export const define = (over: object): CampaignDefinition =>
  campaignDefinition.parse({ segment_id: segment, page_id: PAGE, ...over });

/** Of a definition that is not saved. */
export const count = (over: object) =>
  countWaterfall(needs, 'w', { definition: define(over), campaign_id: null });

export const countOf = ({ steps }: Waterfall, ...keys: string[]): number =>
  steps.filter(({ key }) => keys.includes(key)).reduce((sum, { people }) => sum + people, 0);

export const removeEverybody = (): Promise<number> => execute(database.db, sql`truncate profiles cascade`);
