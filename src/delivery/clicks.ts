// A link of ours was followed: kept with the delivery it was in, and on the person's timeline.
import { sql } from 'kysely';
import { type Clock, MINUTE_MS } from '../kit/clock.ts';
import { type Db, maybeOne, withTransaction } from '../kit/db.ts';
import { describeError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import { recordEvents } from '../profiles/events.ts';
import type { ClickLink } from './click-links.ts';

/** In the catalogue of events, for segments and triggers. */
export const CLICK_EVENT = 'messenger_link_click';

/** Being written at once. More are led on and not counted: nobody who calls links shall keep others from the database. */
const MAX_AT_ONCE = 100;
const MAX_SEEN = 10_000;

/** Counts clicks without being waited for. A link that is called again and again asks the database once a minute. */
export function createClickCounter(needs: { db: Db; clock: Clock; log: Log }): (link: ClickLink) => void {
  const { db, clock, log } = needs;
  const seen = new Set<string>();
  let minute = 0;
  let underWay = 0;
  return (link) => {
    const now = clock.now();
    const current = Math.floor(now.getTime() / MINUTE_MS);
    if (current !== minute || seen.size >= MAX_SEEN) seen.clear();
    minute = current;
    if (seen.has(link.signature) || underWay >= MAX_AT_ONCE) return;
    seen.add(link.signature);
    underWay += 1;
    recordClick(db, link, now)
      .catch((error: unknown) => {
        seen.delete(link.signature);
        log.warn({ deliveryId: link.deliveryId, error: describeError(error) }, 'click.not_recorded');
      })
      .finally(() => {
        underWay -= 1;
      });
  };
}

/** Once a minute for each delivery and address, however often it is called. A delivery that is gone is nobody's. */
function recordClick(
  db: Db,
  { workspaceId, deliveryId, target }: Omit<ClickLink, 'signature'>,
  now: Date,
): Promise<void> {
  const key = `${Math.floor(now.getTime() / MINUTE_MS)}:${target}`;
  return withTransaction(db, async (tx) => {
    const clicked = await maybeOne(
      tx,
      sql<{ profileId: number; pageId: string; campaignId: number }>`
      with added as (
        insert into responses (workspace_id, delivery_id, kind, dedupe_key, campaign_id, occurrence, variant, at, detail)
        select workspace_id, delivery_id, 'click', md5(${key}), campaign_id, occurrence, variant, ${now}, ${target}
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
