// What a person's consent is read from: their PSIDs on the Pages, the latest receipt of each, and all of them.
import { sql } from 'kysely';
import { type Db, many, maybeOne, type Tx } from '../kit/db.ts';
import type { Consent } from './consent.ts';

export interface ReceiptRow {
  page_id: string;
  page_name: string | null;
  psid: string;
  says: Consent['says'];
  said_at: Date;
  source: Consent['source'];
  words: string;
}

/** Newest first. */
export const listReceipts = (db: Db, workspaceId: string, profileId: number): Promise<ReceiptRow[]> =>
  many(
    db,
    sql<ReceiptRow>`
    select c.page_id, pages.name as page_name, c.psid, c.says, c.said_at, c.source, c.words
      from identities i
      join consents c on c.workspace_id = i.workspace_id and c.page_id = i.page_id and c.psid = i.psid
      left join pages on pages.workspace_id = i.workspace_id and pages.page_id = i.page_id
     where i.workspace_id = ${workspaceId} and i.profile_id = ${profileId}
     order by c.said_at desc, c.consent_id desc limit 100`,
  );

/** A PSID with the latest receipt there is of it; nulls: none. */
export interface Standing {
  pageId: string;
  psid: string;
  says: Consent['says'] | null;
  source: Consent['source'] | null;
  words: string | null;
  saidAt: Date | null;
}

/** The person's PSIDs (on one Page, or on all) with what each said last; nobody adds to that until the transaction ends. */
export async function lockStandings(
  tx: Tx,
  workspaceId: string,
  profileId: number,
  pageId: string | null,
): Promise<Standing[]> {
  const ofPerson = sql`
    i.workspace_id = ${workspaceId} and i.profile_id = ${profileId}
    and (${pageId}::text is null or i.page_id = ${pageId})`;
  // A statement of its own: one that waits for the lock would still see the receipts of before.
  await many(tx, sql`select from identities i where ${ofPerson} order by page_id, psid for no key update`);
  return many(
    tx,
    sql<Standing>`
    select i.page_id as "pageId", i.psid, c.says, c.source, c.words, c.said_at as "saidAt"
      from identities i
      left join lateral (
        select * from consents c
         where c.workspace_id = i.workspace_id and c.page_id = i.page_id and c.psid = i.psid
         order by said_at desc, says limit 1) c on true
     where ${ofPerson} order by i.page_id, i.psid`,
  );
}

/** The PSID an import gave the person, when no Page is known to have it; null: none, or it cannot be one. */
export async function findImportedPsid(
  db: Db,
  workspaceId: string,
  profileId: number,
): Promise<string | null> {
  const row = await maybeOne(
    db,
    sql<{ psid: string }>`
    select p.attributes ->> 'ps_id' as psid from profiles p
     where p.workspace_id = ${workspaceId} and p.profile_id = ${profileId} and p.attributes ->> 'ps_id' ~ '^[0-9]{1,32}$'
       and not exists (select from identities i
                        where i.workspace_id = p.workspace_id and i.psid = p.attributes ->> 'ps_id')`,
  );
  return row?.psid ?? null;
}

export const findPageName = async (db: Db, workspaceId: string, pageId: string): Promise<string | null> => {
  const row = await maybeOne(
    db,
    sql<{ name: string }>`select name from pages where workspace_id = ${workspaceId} and page_id = ${pageId}`,
  );
  return row?.name ?? null;
};
