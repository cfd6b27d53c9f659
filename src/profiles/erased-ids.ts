// Who was erased, as keyed digests: enough to know a PSID again when a back-fill finds its old thread, and of no other use.
import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { type Db, execute, many, type Tx } from '../kit/db.ts';

/** The purpose for `Secrets.deriveKey`. */
export const ERASED_KEY = 'erased people';

export interface PsidOnPage {
  pageId: string;
  psid: string;
}

const digest = (key: Buffer, { pageId, psid }: PsidOnPage): Buffer =>
  createHmac('sha256', key).update(`${pageId}:${psid}`).digest();

export async function rememberErased(
  tx: Tx,
  workspaceId: string,
  { key, people, at }: { key: Buffer; people: readonly PsidOnPage[]; at: Date },
): Promise<void> {
  if (people.length === 0) return;
  await execute(
    tx,
    sql`insert into erased_ids (workspace_id, digest, erased_at)
        select ${workspaceId}, digest, ${at} from unnest(${people.map((one) => digest(key, one))}::bytea[]) as digest
         order by digest
        on conflict (workspace_id, digest) do update set erased_at = excluded.erased_at`,
  );
}

/** These people without those that were erased and have not come back by themselves since. */
export async function withoutErased<P extends PsidOnPage>(
  db: Db,
  workspaceId: string,
  key: Buffer,
  people: readonly P[],
): Promise<P[]> {
  if (people.length === 0) return [];
  const places = people.map((_, index) => index);
  const rows = await many<{ place: number }>(
    db,
    sql`select p.place
          from unnest(${places}::int[], ${people.map((one) => digest(key, one))}::bytea[],
                      ${people.map((one) => one.pageId)}::text[], ${people.map((one) => one.psid)}::text[])
                 as p (place, digest, page_id, psid)
          join erased_ids e on e.workspace_id = ${workspaceId} and e.digest = p.digest
         where not exists (select from identities i where i.workspace_id = ${workspaceId}
                              and i.page_id = p.page_id and i.psid = p.psid)`,
  );
  const erased = new Set(rows.map((row) => row.place));
  return people.filter((_, index) => !erased.has(index));
}
