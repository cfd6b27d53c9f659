// What a person did and what was sent to them, newest first, as one list with one cursor.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { invalid } from '../kit/errors.ts';
import { shownAttributes } from './event-content.ts';
import type { EventSource } from './events.ts';

export interface TimelineRow {
  kind: 'event' | 'delivery';
  id: number;
  name: string;
  at: Date;
  /** `at` in microseconds since 1970, as text: what a cursor needs and a Date cannot hold. */
  at_us: string;
  source: EventSource;
  details: Record<string, unknown>;
}

/** A place between two rows. At one instant events come before deliveries, and higher ids before lower ones. */
interface Cursor {
  atUs: string;
  eventId: number;
  deliveryId: number;
}

const START: Cursor = { atUs: '', eventId: 0, deliveryId: 0 };

export const formatCursor = (row: TimelineRow): string => `${row.at_us}.${row.kind[0]}.${row.id}`;

export function parseCursor(text: string | undefined): Cursor {
  if (text === undefined) return START;
  const match = /^(\d{1,17})\.([ed])\.(\d{1,15})$/.exec(text);
  if (!match) throw invalid('before', 'This is not a cursor.', 'Send `next` of the reply before it.');
  const [, atUs, kind, id] = match as unknown as [string, string, string, string];
  return kind === 'e'
    ? { atUs, eventId: Number(id), deliveryId: Number.MAX_SAFE_INTEGER }
    : { atUs, eventId: 0, deliveryId: Number(id) };
}

/**
 * A delivery's instant is when it was settled, until then when its run started. Deliveries that a merge had to leave under
 * the old profile id are among them.
 * @param page.hidden names of attributes that whoever asks may not see
 */
export function listTimeline(
  db: Db,
  workspaceId: string,
  profileId: number,
  { before, limit, hidden }: { before: Cursor; limit: number; hidden: ReadonlySet<string> },
): Promise<TimelineRow[]> {
  const beforeAt = before.atUs === '' ? sql`'infinity'::timestamptz` : fromMicroseconds(before.atUs);
  return many<TimelineRow>(
    db,
    sql`
      with ids as (
        select ${profileId}::bigint as profile_id
        union all
        select from_profile_id from profile_merges
         where workspace_id = ${workspaceId} and into_profile_id = ${profileId}
      ), entries as (
        (select 'event' as kind, e.event_id as id, e.name, e.occurred_at as at, e.source,
                (${shownAttributes(workspaceId, hidden)}) || case when e.page_id is null then '{}' else jsonb_build_object('page_id', e.page_id) end
                  as details
           from events e
          where e.workspace_id = ${workspaceId} and e.profile_id = ${profileId}
            and (e.occurred_at, e.event_id) < (${beforeAt}, ${before.eventId}::bigint)
          order by e.occurred_at desc, e.event_id desc limit ${limit})
        union all
        (select 'delivery', d.delivery_id, c.name, d.at, 'talaria',
                jsonb_build_object('campaign_id', 'cmp_' || d.campaign_id, 'occurrence', d.occurrence,
                  'page_id', nullif(d.page_id, ''), 'state', d.state, 'reason', d.reason,
                  'delivered_at', d.delivered_at, 'read_at', d.read_at,
                  'responses', (select coalesce(jsonb_agg(distinct r.kind), '[]') from responses r
                                 where r.workspace_id = d.workspace_id and r.delivery_id = d.delivery_id and r.detail is not null))
           from (select d.*, coalesce(d.settled_at, o.started_at, d.due_at) as at
                   from ids join deliveries d on d.workspace_id = ${workspaceId} and d.profile_id = ids.profile_id
                   join occurrences o using (workspace_id, campaign_id, occurrence)) d
           join campaigns c on c.workspace_id = d.workspace_id and c.campaign_id = d.campaign_id
          where (d.at, d.delivery_id) < (${beforeAt}, ${before.deliveryId}::bigint)
          order by d.at desc, d.delivery_id desc limit ${limit})
      )
      select *, (extract(epoch from at) * 1000000)::bigint::text as at_us
        from entries order by at desc, kind desc, id desc limit ${limit}`,
  );
}

const fromMicroseconds = (us: string) =>
  sql`(timestamptz 'epoch' + ${us}::bigint * interval '1 microsecond')`;
