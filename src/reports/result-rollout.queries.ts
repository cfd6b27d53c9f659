// Whom a run's winner was sent to after it had been chosen: they were not part of the test, so the comparison leaves them out.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { lot } from '../kit/lots.ts';
import type { Counts } from './result.contract.ts';
import type { Cell } from './result-count.queries.ts';
import { IS_DOOR } from './result-head.queries.ts';
import { inScope, type Scope } from './scope.queries.ts';

export interface RolloutCell extends Cell {
  variant: number;
  counts: Counts;
}

/**
 * Who is of the test of a run is drawn, and drawn again here; of those who come in one by one it is who had come when the winner
 * was chosen: by the last message there was, or where that was not written down yet, by the time they came in. Empty, and nearly
 * free, where no winner was chosen.
 */
export function countRollout(db: Db, scope: Scope): Promise<RolloutCell[]> {
  const { workspaceId, campaignId } = scope;
  const cameLater = sql`
    case when last_id is not null then d.delivery_id > last_id
         else exists (select from entries e where e.workspace_id = ${workspaceId} and e.entry_id = d.entry_id
                         and e.entered_at > decided_at) end`;
  return many(
    db,
    sql<RolloutCell>`
    with decided as (
      select occurrence, ${IS_DOOR} as one_by_one, winner, (plan #>> '{experiment,winner,test_percent}')::int as test_percent,
             (decision ->> 'last_delivery_id')::bigint as last_id, (decision ->> 'at')::timestamptz as decided_at
        from occurrences join campaigns using (workspace_id, campaign_id)
       where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and winner is not null
         and ${inScope(scope)}
    ), late as (
      select d.* from deliveries d join decided using (occurrence)
       where d.workspace_id = ${workspaceId} and d.campaign_id = ${campaignId} and d.variant = winner
         and case when one_by_one then ${cameLater}
                  else ${lot(100, 'test', [workspaceId, campaignId])} >= test_percent end
    ), did as (
      select delivery_id, bool_or(kind = 'click') as clicked, bool_or(kind <> 'click') as answered from responses
       where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
         and kind in ('click', 'reply', 'quick_reply', 'postback') and exists (select from decided)
       group by delivery_id
    ), reached as (
      select distinct delivery_id from conversions
       where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and not is_unsent and not is_control
         and exists (select from decided)
    )
    select occurrence as run, variant,
           json_build_object('people', count(*), 'accepted', count(*) filter (where state = 'accepted'),
             'failed', count(*) filter (where state = 'failed'), 'skipped', count(*) filter (where state = 'skipped'),
             'delivered', count(delivered_at), 'read', count(read_at), 'clicked', count(*) filter (where clicked),
             'answered', count(*) filter (where answered), 'converted', count(reached.delivery_id)) as counts
      from late left join did using (delivery_id) left join reached using (delivery_id)
     group by 1, 2`,
  );
}
