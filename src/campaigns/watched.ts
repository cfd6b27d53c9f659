// Which events a campaign waits for. Events of these names are noted as they are stored (profiles/events.ts), for the trigger
// worker to look at.
import { sql } from 'kysely';
import { execute, type Tx } from '../kit/db.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import { watchGoals } from './goal-watch.ts';

/** What a conversation campaign may answer to. */
export const CONVERSATION_EVENTS = [
  'messenger_message',
  'messenger_postback',
  'messenger_quick_reply',
] as const;

/** What starts a message, or stops one that waits; goals are not among it. Each once, sorted. */
export function listStartNames({ delivery_type, trigger }: CampaignDefinition): string[] {
  if (trigger === null) return [];
  const named = (matches: readonly { event: string }[]): string[] => matches.map(({ event }) => event);
  const starts = (): readonly string[] => {
    switch (delivery_type) {
      case 'event':
      case 'business_event':
        return named(trigger.events);
      case 'segment':
        return [`segment_${trigger.direction}`];
      case 'conversation':
        return CONVERSATION_EVENTS;
      default:
        return [];
    }
  };
  const isForOne = delivery_type !== 'one_time' && delivery_type !== 'periodic';
  return [...new Set([...starts(), ...(isForOne ? named(trigger.unless) : [])])].sort();
}

export interface WatchedCampaign {
  workspaceId: string;
  campaignId: number;
}

/** In the transaction that publishes a version, once its occurrences are written: from now on it waits for this version's events. */
export async function watchFor(
  tx: Tx,
  {
    workspaceId,
    campaignId,
    definition,
    now,
  }: WatchedCampaign & { definition: CampaignDefinition; now: Date },
): Promise<void> {
  await execute(
    tx,
    sql`delete from watched_events where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );
  await execute(
    tx,
    sql`insert into watched_events (workspace_id, name, campaign_id)
        select ${workspaceId}, name, ${campaignId}::bigint from unnest(${listStartNames(definition)}::text[]) as name`,
  );
  await watchGoals(tx, workspaceId, campaignId, now);
}

/** Nobody comes in any more. Goals go on being watched for: people may still do what messages that left asked for. */
export async function unwatch(tx: Tx, workspaceId: string, campaignId: number): Promise<void> {
  await execute(
    tx,
    sql`
    delete from watched_events w
     where w.workspace_id = ${workspaceId} and w.campaign_id = ${campaignId}
       and not exists (select from campaign_versions v cross join lateral jsonb_array_elements(v.definition -> 'goals') as g (goal)
                        where v.workspace_id = w.workspace_id and v.campaign_id = w.campaign_id
                          and v.definition -> 'goals' -> 0 is not null and g.goal ->> 'event' = w.name)`,
  );
}
