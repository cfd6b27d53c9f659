// Who did what with a campaign. Saving by itself would fill it: one operator's edits of a sitting are one line, with the fields.
import { sql } from 'kysely';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { type Db, execute, jsonb, many, maybeOne, type Tx } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId } from '../kit/ids.ts';
import { audit } from './campaign.change.ts';
import type { CampaignNeeds } from './campaign.needs.ts';

/** Edits less than this apart belong to one sitting. */
const SITTING_MS = 10 * MINUTE_MS;
const EDITED = 'campaign.edited';

/** `changed`: paths into name, tags and definition. The caller holds the campaign, so nobody else writes a line meanwhile. */
export async function noteEdit(
  tx: Tx,
  needs: Pick<CampaignNeeds, 'clock'>,
  actor: Pick<Actor, 'workspaceId' | 'name'>,
  { campaignId, changed }: { campaignId: number; changed: string[][] },
): Promise<void> {
  const fields = changed.map((path) => (path[0] === 'definition' ? path[1] : path[0]) ?? 'definition');
  const last = await findLastLine(tx, actor.workspaceId, formatId('cmp', campaignId));
  const now = needs.clock.now();
  const isSameSitting =
    last?.action === EDITED && last.actor === actor.name && addMs(last.at, SITTING_MS) > now;
  if (!isSameSitting) {
    await audit(tx, needs, actor, { campaignId, deed: 'edited', details: { fields: [...new Set(fields)] } });
    return;
  }
  const all = [...new Set([...(last.details.fields ?? []), ...fields])];
  await execute(
    tx,
    sql`update audit set at = ${now}, details = ${jsonb({ fields: all })}
         where workspace_id = ${actor.workspaceId} and audit_id = ${last.id}`,
  );
}

export interface HistoryLine {
  id: number;
  at: Date;
  actor: string;
  action: string;
  details: Record<string, unknown> & { fields?: string[] };
}

const findLastLine = (db: Db, workspaceId: string, subject: string): Promise<HistoryLine | undefined> =>
  maybeOne(
    db,
    sql<HistoryLine>`
    select audit_id as id, at, actor, action, details from audit
     where workspace_id = ${workspaceId} and subject = ${subject} order by audit_id desc limit 1`,
  );

/** Newest first; `before`: the id of the last line of the page before. */
export function listHistory(
  db: Db,
  { workspaceId, campaignId }: { workspaceId: string; campaignId: number },
  { before, limit }: { before: number | null; limit: number },
): Promise<HistoryLine[]> {
  return many(
    db,
    sql<HistoryLine>`
    select audit_id as id, at, actor, action, details from audit
     where workspace_id = ${workspaceId} and subject = ${formatId('cmp', campaignId)}
       and (${before}::bigint is null or audit_id < ${before})
     order by audit_id desc limit ${limit}`,
  );
}
