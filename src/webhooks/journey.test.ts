// From a person's tap in the sandbox to the person here, over a network that repeats and reorders.
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openStory } from '../../test/support/messenger-story.ts';

it('every person and every event arrives once, whatever the network does', async () => {
  const story = await openStory();
  await story.connect();
  await story.api('POST', `/api/pages/${story.page.id}/subscribe`);
  await story.control('PUT', '/sandbox/faults', [
    { match: { kind: 'webhook' }, probability: 0.3, action: { type: 'duplicate', times: 2 } },
    { match: { kind: 'webhook' }, probability: 0.3, action: { type: 'shuffle', ms: 300 } },
  ]);
  await story.control('PUT', '/sandbox/settings', { webhooks: { entries_per_post: 7 } });
  const psids = await story.people(200);
  for (const action of [
    { type: 'message', text: 'Zdravím 😀 a/b "c"' },
    { type: 'postback', title: 'Go', payload: 'GO' },
  ])
    await story.control('POST', '/sandbox/people/actions', { page_id: story.page.id, psids, ...action });

  await story.until(async () => {
    await story.applyAll();
    const [row] = await story.rows<{ seen: number }>(sql`select count(*) as seen from events`);
    return row!.seen >= 2 * psids.length;
  });
  const people = await story.rows<{ psid: string; action: string; count: number; names: number }>(sql`
    select i.psid, i.last_user_action as action, count(*) as count, count(distinct e.name) as names
      from identities i join events e using (workspace_id, profile_id)
     group by i.psid, i.last_user_action order by i.psid`);
  expect(people).toEqual([...psids].sort().map((psid) => ({ psid, action: 'postback', count: 2, names: 2 })));
  const texts = await story.rows(
    sql`select distinct attributes ->> 'text' as text from events where name = 'messenger_message'`,
  );
  expect(texts).toEqual([{ text: 'Zdravím 😀 a/b "c"' }]);
});
