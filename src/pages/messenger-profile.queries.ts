// SQL of Messenger Profiles: the last known one, and the calls of the last ten minutes.
import { sql } from 'kysely';
import { type Db, execute, jsonb, maybeOne } from '../kit/db.ts';

export interface ProfileRow {
  profile: Record<string, unknown> | null;
  readAt: Date | null;
  /** In order of time; those older than ten minutes may still be among them. */
  calls: Date[];
}

export const findProfile = (db: Db, workspaceId: string, pageId: string): Promise<ProfileRow | undefined> =>
  maybeOne(
    db,
    sql<ProfileRow>`
      select profile, read_at as "readAt", calls from messenger_profiles
       where workspace_id = ${workspaceId} and page_id = ${pageId}`,
  );

export interface Allowance {
  max: number;
  /** Calls before this count no more. */
  since: Date;
  now: Date;
}

/** Takes `count` calls out of the allowance, all or none; false: there are not so many left. One statement, so that two cannot both. */
export async function takeProfileCalls(
  db: Db,
  page: { workspaceId: string; pageId: string },
  count: number,
  { max, since, now }: Allowance,
): Promise<boolean> {
  const taken = await execute(
    db,
    sql`insert into messenger_profiles as m (workspace_id, page_id, calls)
        values (${page.workspaceId}, ${page.pageId}, array_fill(${now}::timestamptz, array[${count}::int]))
        on conflict (workspace_id, page_id) do update
           set calls = array(select c from unnest(m.calls) c where c > ${since} order by c) || excluded.calls
         where (select count(*) from unnest(m.calls) c where c > ${since}) + ${count}::int <= ${max}`,
  );
  return taken === 1;
}

export async function saveProfile(
  db: Db,
  page: { workspaceId: string; pageId: string },
  profile: Record<string, unknown>,
  readAt: Date,
): Promise<void> {
  await execute(
    db,
    sql`insert into messenger_profiles (workspace_id, page_id, profile, read_at)
        values (${page.workspaceId}, ${page.pageId}, ${jsonb(profile)}, ${readAt})
        on conflict (workspace_id, page_id) do update
           set profile = excluded.profile, read_at = excluded.read_at`,
  );
}
