// What became of the messages of campaigns, and lists of people, as SQL.
import { type SqlBool, sql } from 'kysely';
import { parseId } from '../kit/ids.ts';
import { type Condition, inRange } from './compile.field.ts';
import { calendarOf, type FilterScope, type Rows } from './compile.rows.ts';
import type { CampaignFilter, ListFilter } from './filter.contract.ts';
import { periodRange, type Range } from './instants.ts';

/** People with such a delivery; and whether they or the others are meant. */
export function compileCampaign(filter: CampaignFilter, scope: FilterScope): { rows: Rows; isIn: boolean } {
  const range = filter.period ? periodRange(filter.period, calendarOf(scope)) : null;
  const campaignId = filter.campaign_id === null ? null : parseId('cmp', filter.campaign_id);
  const rows: Rows = {
    from: sql`deliveries d`,
    profileId: sql`d.profile_id`,
    where: [
      sql<SqlBool>`d.workspace_id = ${scope.workspaceId}`,
      ...(campaignId === null ? [] : [sql<SqlBool>`d.campaign_id = ${campaignId}::bigint`]),
      ...becameOf(filter, range),
    ],
  };
  return { rows, isIn: filter.is };
}

function becameOf({ fact, reason }: CampaignFilter, range: Range | null): Condition[] {
  const when = (column: string): Condition[] => {
    const at = sql.ref(column);
    return range ? inRange(at, range) : [sql<SqlBool>`${at} is not null`];
  };
  switch (fact) {
    case 'was_sent':
      return [sql`d.state = 'accepted'`, ...when('d.settled_at')];
    case 'delivered':
      return when('d.delivered_at');
    case 'read':
      return when('d.read_at');
    case 'failed':
    case 'skipped': {
      const because = reason == null ? [] : [sql<SqlBool>`d.reason = ${reason}`];
      return [sql`d.state = ${fact}`, ...because, ...when('d.settled_at')];
    }
    case 'clicked':
      return [responded(['click'], when('r.at'))];
    case 'replied':
      return [responded(['reply', 'quick_reply', 'postback'], when('r.at'))];
    case 'reacted':
      return [responded(['reaction'], [...when('r.at'), STANDS])];
  }
}

/** As reports count it: until the latest was taken back. */
const STANDS = sql<SqlBool>`r.detail is not null and not exists (select from responses b
  where b.workspace_id = r.workspace_id and b.delivery_id = r.delivery_id and b.kind = r.kind and b.detail is null and b.at >= r.at)`;

const responded = (kinds: readonly string[], conditions: readonly Condition[]): Condition => sql`
  exists (select from responses r where r.workspace_id = d.workspace_id and r.delivery_id = d.delivery_id
    and r.kind = any(${kinds}::text[]) and ${sql.join(conditions, sql` and `)})`;

/** People of an uploaded list; and whether they or the others are meant. */
export const compileList = (
  filter: ListFilter,
  { workspaceId }: FilterScope,
): { rows: Rows; isIn: boolean } => ({
  rows: {
    from: sql`list_members m`,
    profileId: sql`m.profile_id`,
    isUnique: true,
    where: [
      sql<SqlBool>`m.workspace_id = ${workspaceId}`,
      sql<SqlBool>`m.list_id = ${parseId('lst', filter.list_id)}::bigint`,
    ],
  },
  isIn: filter.is_in,
});
