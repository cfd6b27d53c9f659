// Sending a campaign again to whoever failed or was skipped for a reason that may have gone. Of one that people came into by what
// they did, whoever did since what makes the message pointless does not get it after all.
import { sql } from 'kysely';
import { skipExited } from '../delivery/exit.queries.ts';
import { retryFailed } from '../delivery/retry-failed.ts';
import { many, one, type Tx, withTransaction } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import { audit, lockFor } from './campaign.change.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { moveCampaign } from './campaign.queries.ts';
import { getTimeZone } from './conversion.queries.ts';
import { lockTriggers } from './trigger.batch.ts';
import { isAnyOf } from './trigger.match.ts';
import { listDone } from './trigger.people.queries.ts';
import { findWatcher, type Watcher } from './trigger.watchers.ts';
import { type WatchedCampaign, watchExits } from './watched.ts';

/**
 * Sends again, to nobody else. Twice is fine. Nobody comes in meanwhile, so that what people do is either known here or looked at
 * when their messages wait again.
 * @returns how many people.
 */
export function sendCampaignAgain(
  needs: Pick<CampaignNeeds, 'db' | 'clock'>,
  actor: Pick<Actor, 'workspaceId' | 'name'>,
  campaignId: number,
): Promise<number> {
  const of = { workspaceId: actor.workspaceId, campaignId };
  return withTransaction(needs.db, async (tx) => {
    if (await hasEntries(tx, of)) await lockTriggers(tx, of.workspaceId); // before the campaign, as a batch of events does
    const { state } = await lockFor('retry', tx, actor, campaignId);
    const now = needs.clock.now();
    const waiting = await retryFailed(tx, of, now);
    if (waiting === 0) return 0;
    await moveCampaign(tx, of.workspaceId, campaignId, { from: state, to: 'sending', now });
    const live = await findWatcher(tx, of.workspaceId, campaignId);
    await watchExits(tx, of, live?.trigger ?? null);
    const people = waiting - (live ? await skipPointless(tx, of, { live, now }) : 0);
    await audit(tx, needs, actor, { campaignId, deed: 'sent_again', details: { people } });
    return people;
  });
}

/** Whether people ever came into it one by one. */
async function hasEntries(tx: Tx, { workspaceId, campaignId }: WatchedCampaign): Promise<boolean> {
  const { found } = await one<{ found: boolean }>(
    tx,
    sql`select exists (select from entries
                        where workspace_id = ${workspaceId} and campaign_id = ${campaignId}) as found`,
  );
  return found;
}

/** Messages looked at in one go. */
const CHUNK = 1_000;

interface Waiting {
  deliveryId: number;
  profileId: number;
  happenedAt: Date;
}

/** Of those who wait since just now. Returns how many do not get it. */
async function skipPointless(
  tx: Tx,
  of: WatchedCampaign,
  { live: { trigger }, now }: { live: Watcher; now: Date },
): Promise<number> {
  if (trigger.unless.length === 0) return 0;
  const names = [...new Set(trigger.unless.map(({ event }) => event))];
  const timeZone = await getTimeZone(tx, of.workspaceId);
  let skipped = 0;
  for (let after = 0; ; ) {
    const waiting = await listWaiting(tx, of, { after, now });
    const last = waiting.at(-1);
    if (last === undefined) return skipped;
    after = last.deliveryId;
    const done = await listDone(tx, of.workspaceId, {
      ...{ profileIds: new Set(waiting.map(({ profileId }) => profileId)), names },
      after: new Date(Math.min(...waiting.map(({ happenedAt }) => happenedAt.getTime()))),
    });
    const exits = [...done.values()]
      .flat()
      .filter((event) => isAnyOf(event, trigger.unless, timeZone))
      .map(({ profileId, occurredAt }) => ({ campaignId: of.campaignId, profileId, at: occurredAt }));
    skipped += await skipExited(tx, of.workspaceId, exits, now);
  }
}

/** With when they did what they came in by; who did not come in one by one is not among them. */
const listWaiting = (
  tx: Tx,
  { workspaceId, campaignId }: WatchedCampaign,
  { after, now }: { after: number; now: Date },
): Promise<Waiting[]> =>
  many(
    tx,
    sql<Waiting>`
    select d.delivery_id as "deliveryId", d.profile_id as "profileId", e.happened_at as "happenedAt"
      from (select delivery_id, profile_id, entry_id from deliveries
             where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and state = 'pending' and due_at = ${now}
               and entry_id > 0 and delivery_id > ${after}::bigint
             order by delivery_id limit ${CHUNK}) d
      join entries e on e.workspace_id = ${workspaceId} and e.entry_id = d.entry_id
     order by d.delivery_id`,
  );
