// What is known of people from Messenger, as SQL: their identities, consents and the links they came by.
import { type SqlBool, sql } from 'kysely';
import { parseId } from '../kit/ids.ts';
import { type Condition, inRange } from './compile.field.ts';
import { calendarOf, type FilterScope, type Rows } from './compile.rows.ts';
import type { MessengerFilter } from './filter.contract.ts';
import { nextRange, periodRange } from './instants.ts';

/** People with such an identity, on the Page or on any; and whether they or the others are meant. */
export function compileMessenger(filter: MessengerFilter, scope: FilterScope): { rows: Rows; isIn: boolean } {
  const { page_id, is } = filter;
  const rows: Rows = {
    from: sql`identities i`,
    profileId: sql`i.profile_id`,
    where: [
      sql<SqlBool>`i.workspace_id = ${scope.workspaceId}`,
      ...(page_id === null ? [] : [sql<SqlBool>`i.page_id = ${page_id}`]),
      ...isSo(filter, scope),
    ],
  };
  return { rows, isIn: is };
}

function isSo(filter: MessengerFilter, scope: FilterScope): Condition[] {
  const calendar = calendarOf(scope);
  switch (filter.fact) {
    case 'has_psid':
      return [];
    case 'in_window':
      return inRange(sql`i.window_closes_at`, { from: scope.now.getTime() + 1, before: null });
    case 'reachable':
      return [sql`i.blocked_at is null`, sql`i.opted_out_at is null`];
    case 'blocked':
      return [sql`i.blocked_at is not null`];
    case 'opted_out':
      return [sql`i.opted_out_at is not null`];
    case 'opted_in':
      // The latest word counts, and a no is on the identity: any yes is the latest then.
      return [
        sql`i.opted_out_at is null`,
        sql`exists (select from consents c where ${ofIdentity('c')} and c.says = 'yes')`,
      ];
    case 'window_closes_within': {
      const { from, before } = nextRange(filter.within, calendar);
      return inRange(sql`i.window_closes_at`, { from: from! + 1, before: before! + 1 });
    }
    case 'wrote':
    case 'read': {
      const at = filter.fact === 'wrote' ? sql`i.last_user_action_at` : sql`i.last_read_at`;
      return filter.period ? inRange(at, periodRange(filter.period, calendar)) : [sql`${at} is not null`];
    }
    case 'came_from':
      return [cameFrom(filter)];
  }
}

type CameFrom = Extract<MessengerFilter, { fact: 'came_from' }>;

/** A ref is a link's of ours, or stands in the event that brought it (event-attributes.ts of webhooks). */
function cameFrom({ link_id, ref }: CameFrom): Condition {
  if (link_id !== null) {
    return sql`exists (select from entry_visits v where ${ofIdentity('v')} and v.link_id = ${parseId('lnk', link_id)})`;
  }
  return sql`(exists (select from entry_visits v join entry_links l on l.workspace_id = v.workspace_id and l.link_id = v.link_id
      where ${ofIdentity('v')} and l.ref_code = ${ref})
    or exists (select from events e where e.workspace_id = i.workspace_id and e.profile_id = i.profile_id
      and e.page_id = i.page_id and e.name = any(${EVENTS_WITH_REF}::text[]) and e.attributes ->> 'ref' = ${ref}))`;
}

export const EVENTS_WITH_REF = [
  'messenger_message',
  'messenger_optin',
  'messenger_postback',
  'messenger_quick_reply',
  'messenger_referral',
];

const ofIdentity = (alias: string): Condition => {
  const of = (column: string) => sql.ref(`${alias}.${column}`);
  return sql`${of('workspace_id')} = i.workspace_id and ${of('page_id')} = i.page_id and ${of('psid')} = i.psid`;
};
