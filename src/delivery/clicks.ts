// A link of ours was followed: kept with the delivery it was in, and on the person's timeline.
import { sql } from 'kysely';
import { MINUTE_MS } from '../kit/clock.ts';
import { type Db, maybeOne, withTransaction } from '../kit/db.ts';
import { recordEvents } from '../profiles/events.ts';

/** In the catalogue of events, for segments and triggers. */
export const CLICK_EVENT = 'messenger_link_click';

/** Once a minute for each delivery and address, however often it is called. A delivery that is gone is nobody's. */
export function recordClick(
  db: Db,
  { workspaceId, deliveryId, target }: { workspaceId: string; deliveryId: number; target: string },
  now: Date,
): Promise<void> {
  const key = `${Math.floor(now.getTime() / MINUTE_MS)}:${target}`;
  return withTransaction(db, async (tx) => {
    const clicked = await maybeOne(
      tx,
      sql<{ profileId: number; pageId: string; campaignId: number }>`
      with added as (
        insert into responses (workspace_id, delivery_id, kind, dedupe_key, campaign_id, at, detail)
        select workspace_id, delivery_id, 'click', md5(${key}), campaign_id, ${now}, ${target}
          from deliveries where workspace_id = ${workspaceId} and delivery_id = ${deliveryId}
        on conflict do nothing returning delivery_id
      )
      select d.profile_id as "profileId", d.page_id as "pageId", d.campaign_id as "campaignId"
        from deliveries d join added using (delivery_id) join profiles p using (workspace_id, profile_id)
       where d.workspace_id = ${workspaceId}`,
    );
    if (!clicked) return;
    await recordEvents(tx, workspaceId, [
      {
        profileId: clicked.profileId,
        name: CLICK_EVENT,
        occurredAt: now,
        source: 'messenger',
        pageId: clicked.pageId,
        dedupeKey: `click:${deliveryId}:${key}`.slice(0, 500),
        attributes: { url: target, campaign: clicked.campaignId },
      },
    ]);
  });
}
