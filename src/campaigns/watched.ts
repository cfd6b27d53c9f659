// Which events a campaign waits for. Events of these names are noted as they are stored (profiles/events.ts), for the trigger
// worker to look at.
import { sql } from 'kysely';
import { execute, type Tx } from '../kit/db.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import type { Trigger } from './trigger.contract.ts';

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

/** In the transaction that publishes a version: from now on it is its events that are waited for. */
export const watchFor = (tx: Tx, of: WatchedCampaign & { definition: CampaignDefinition }): Promise<void> =>
  replaceWatched(tx, of, listStartNames(of.definition));

/**
 * Nobody comes in any more. Goals go on being watched for: people may still do what messages that left asked for
 * (goal-watch.ts ends that).
 */
export const unwatch = (tx: Tx, workspaceId: string, campaignId: number): Promise<void> =>
  replaceWatched(tx, { workspaceId, campaignId }, []);

/** Nobody comes in any more, and messages wait again: what makes them pointless still does. */
export const watchExits = (
  tx: Tx,
  of: WatchedCampaign,
  trigger: Pick<Trigger, 'unless'> | null,
): Promise<void> => replaceWatched(tx, of, [...new Set(trigger?.unless.map(({ event }) => event))].sort());

/** Goals of all versions: a message counts by the version it was sent under. */
async function replaceWatched(
  tx: Tx,
  { workspaceId, campaignId }: WatchedCampaign,
  startNames: readonly string[],
): Promise<void> {
  await execute(
    tx,
    sql`delete from watched_events where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`,
  );
  await execute(
    tx,
    sql`
    insert into watched_events (workspace_id, name, campaign_id)
    select ${workspaceId}, name, ${campaignId}::bigint from unnest(${[...startNames]}::text[]) as name
    union
    select workspace_id, goal ->> 'event', campaign_id
      from campaign_versions cross join lateral jsonb_array_elements(definition -> 'goals') as goal
     where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and definition -> 'goals' -> 0 is not null`,
  );
}
