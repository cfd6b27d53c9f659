// Answers that get in each other's way, and a Get Started button that is not known.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { openStory } from '../../test/support/messenger-story.ts';
import { openPage, PAGE } from '../../test/support/page-calls.ts';
import { execute, jsonb } from '../kit/db.ts';
import { campaignDefinition } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { conversationProblems } from './check-conversation.ts';
import { learnGetStarted } from './get-started.ts';

const answering = (conversation: object, pageId = PAGE) =>
  campaignDefinition.parse({
    ...{ delivery_type: 'conversation', page_id: pageId, request: null },
    ...{ message: { message: { text: 'Hi' } }, trigger: { conversation } },
  });

test('a twin of a live answer is warned of, the answer itself is not', async () => {
  const database = await createTestDatabase();
  const { db } = database;
  await openPage(db);
  const definition = answering({ keywords: ['hours'] });
  await execute(
    db,
    sql`insert into campaigns (workspace_id, campaign_id, name, definition, state, live_version) overriding system value
        values ('w', 1, 'Opening hours', ${jsonb(definition)}, 'active', 1)`,
  );
  await execute(
    db,
    sql`insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
        values ('w', 1, 1, ${jsonb(definition)}, now(), 'me')`,
  );
  const needs = { db } as CampaignNeeds;
  const twin = await conversationProblems(needs, 'w', definition, 2);
  expect(twin).toMatchObject([{ field: 'trigger.conversation.keywords.0', severity: 'warning' }]);
  expect(twin[0]?.message).toContain('“Opening hours”');
  expect(await conversationProblems(needs, 'w', definition, 1)).toEqual([]);
  await database.close();
});

test('what Get Started carries is read from the Page before an answer to it goes live', async () => {
  const { api, db, connect, page, needs: story } = await openStory();
  await connect();
  await execute(db, sql`delete from messenger_profiles`); // Facebook did not tell then
  const needs = story as unknown as CampaignNeeds;
  const definition = answering({ get_started: true }, page.id);
  const said = async () => (await conversationProblems(needs, 'default', definition))[0]?.message;
  expect(await said()).toContain('never read');
  await learnGetStarted(needs, 'default', definition);
  expect(await said()).toBeUndefined(); // the sandbox's Page has one
  await learnGetStarted(needs, 'default', definition); // once is enough
  expect((await api('GET', `/api/pages/${page.id}/messenger-profile`)).body).toMatchObject({ calls_left: 9 });
});
