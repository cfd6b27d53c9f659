// Pauses of automatic answers: somebody asked for a human, or a human answered from the Page's inbox. Until they are over, or an
// operator ends them, nothing is answered by itself; what campaigns send is no answer and goes on.
import { sql } from 'kysely';
import { addMs, DAY_MS } from '../kit/clock.ts';
import { type Db, execute, jsonb, many, type Tx } from '../kit/db.ts';

export interface ConversationPause {
  pageId: string;
  psid: string;
  because: 'asked_human' | 'human_wrote';
  since: Date;
  until: Date;
}

/** Whoever asked for a human waits until an operator says otherwise, also when automatic answers go on; after so long in vain. */
export const WAITS_FOR_HUMAN_MS = 30 * DAY_MS;

/** A later end stays; who asked for a human goes on having asked. Sorted by its key, as other writers lock. */
export async function pauseConversations(
  tx: Tx,
  workspaceId: string,
  pauses: readonly ConversationPause[],
): Promise<void> {
  if (pauses.length === 0) return;
  const isWaiting = sql`(c.because = 'asked_human' and excluded.because = 'human_wrote'
                         and c.since > excluded.since - ${WAITS_FOR_HUMAN_MS / DAY_MS}::int * interval '1 day')`;
  await execute(
    tx,
    sql`
    insert into conversation_pauses as c (workspace_id, page_id, psid, because, since, until)
    select ${workspaceId}, "pageId", psid,
           case when bool_or(because = 'asked_human') then 'asked_human' else 'human_wrote' end, min(since), max(until)
      from jsonb_to_recordset(${jsonb(pauses)})
           as p ("pageId" text, psid text, because text, since timestamptz, until timestamptz)
     group by "pageId", psid order by "pageId", psid
    on conflict (workspace_id, page_id, psid) do update
       set because = case when c.because = 'asked_human' and (c.until > excluded.since or ${isWaiting}) then c.because
                          else excluded.because end,
           since = case when c.until > excluded.since or ${isWaiting} then c.since else excluded.since end,
           until = greatest(c.until, excluded.until)`,
  );
}

/** Of these people, those for whom nothing is answered by itself now, as `page/psid`. */
export async function findPaused(
  tx: Tx,
  workspaceId: string,
  people: readonly { pageId: string; psid: string }[],
  now: Date,
): Promise<ReadonlySet<string>> {
  if (people.length === 0) return new Set();
  const rows = await many(
    tx,
    sql<{ pageId: string; psid: string }>`
    select page_id as "pageId", psid from conversation_pauses
     where workspace_id = ${workspaceId} and until > ${now}
       and (page_id, psid) in (select * from unnest(${people.map((one) => one.pageId)}::text[], ${people.map((one) => one.psid)}::text[]))`,
  );
  return new Set(rows.map(({ pageId, psid }) => `${pageId}/${psid}`));
}

export interface WaitingPerson extends ConversationPause {
  profileId: number | null;
  name: string | null;
}

/** Those with a pause that is not over, or who still wait for a human; who waits longest first. */
export const listPauses = (
  db: Db,
  workspaceId: string,
  { pageId, now, limit }: { pageId: string | null; now: Date; limit: number },
): Promise<WaitingPerson[]> =>
  many(
    db,
    sql<WaitingPerson>`
    select c.page_id as "pageId", c.psid, c.because, c.since, c.until, i.profile_id as "profileId",
           nullif(trim(concat_ws(' ', p.attributes ->> 'first_name', p.attributes ->> 'last_name')), '') as name
      from conversation_pauses c
      left join identities i on i.workspace_id = c.workspace_id and i.page_id = c.page_id and i.psid = c.psid
      left join profiles p on p.workspace_id = i.workspace_id and p.profile_id = i.profile_id
     where c.workspace_id = ${workspaceId}
       and (c.until > ${now} or (c.because = 'asked_human' and c.since > ${addMs(now, -WAITS_FOR_HUMAN_MS)}))
       and (${pageId}::text is null or c.page_id = ${pageId})
     order by c.because = 'asked_human' desc, c.since limit ${limit}`,
  );

/** Whether there was one. */
export async function endPause(
  db: Db,
  workspaceId: string,
  { pageId, psid }: { pageId: string; psid: string },
): Promise<boolean> {
  const ended = await execute(
    db,
    sql`delete from conversation_pauses
         where workspace_id = ${workspaceId} and page_id = ${pageId} and psid = ${psid}`,
  );
  return ended > 0;
}
