// The catalogue as screens and builders read it: attributes with what is inside them, refused values and changes under way.
import { type RawBuilder, sql } from 'kysely';
import { type Db, execute, many, maybeOne, one, type Tx } from '../kit/db.ts';
import { MAX_NAMES } from './catalogue.ts';
import type { AttributeType } from './profile.contract.ts';

export type ChangeKind = 'convert' | 'rename' | 'delete';

export interface AttributeRow {
  name: string;
  type: AttributeType;
  sensitive: boolean;
  from_websites: boolean;
  left_out: number;
  left_out_at: Date | null;
  description: string;
  first_seen_at: Date;
  last_seen_at: Date | null;
  conflicts: number;
  paths: { path: string; type: AttributeType | 'mixed' }[];
  change_kind: ChangeKind | null;
  new_name: string | null;
  done_to: number | null;
  changed: number | null;
  removed: number | null;
  started_at: Date | null;
}

export const listAttributes = (db: Db, workspaceId: string): Promise<AttributeRow[]> =>
  many(db, select(workspaceId, sql`true`));

export const findAttribute = (db: Db, workspaceId: string, name: string): Promise<AttributeRow | undefined> =>
  maybeOne(db, select(workspaceId, sql`a.name = ${name}`));

const select = (workspaceId: string, condition: RawBuilder<unknown>) => sql<AttributeRow>`
  select a.name, a.type, a.sensitive, a.from_websites, a.left_out, a.left_out_at, a.description, a.first_seen_at, a.last_seen_at,
         coalesce(c.times, 0)::bigint as conflicts, coalesce(p.paths, '[]') as paths,
         h.kind as change_kind, h.new_name, h.done_to, h.changed, h.removed, h.started_at
    from attributes a
    left join attribute_changes h using (workspace_id, name)
    left join (select name, sum(times) as times from attribute_conflicts
                where workspace_id = ${workspaceId} group by name) c using (name)
    left join (select name, jsonb_agg(jsonb_build_object('path', path, 'type', type) order by path) as paths
                 from attribute_paths where workspace_id = ${workspaceId} group by name) p using (name)
   where a.workspace_id = ${workspaceId} and ${condition} order by a.name limit ${MAX_NAMES}`;

export interface AttributePatch {
  description?: string | undefined;
  sensitive?: boolean | undefined;
  /** Said either way, what was left out before is seen to. */
  fromWebsites?: boolean | undefined;
}

/** What is not given stays. */
export const updateAttribute = (
  tx: Tx,
  workspaceId: string,
  name: string,
  { description, sensitive, fromWebsites }: AttributePatch,
): Promise<number> =>
  execute(
    tx,
    sql`update attributes
           set description = coalesce(${description ?? null}, description),
               sensitive = coalesce(${sensitive ?? null}, sensitive),
               from_websites = coalesce(${fromWebsites ?? null}, from_websites),
               left_out = case when ${fromWebsites === undefined} then left_out else 0 end,
               left_out_at = case when ${fromWebsites === undefined} then left_out_at end
         where workspace_id = ${workspaceId} and name = ${name}`,
  );

/** Of a sensitive attribute no refused value is kept. */
export const hideConflicts = (tx: Tx, workspaceId: string, name: string): Promise<number> =>
  execute(
    tx,
    sql`update attribute_conflicts set last_value = null
         where workspace_id = ${workspaceId} and name = ${name}`,
  );

export async function setType(tx: Tx, workspaceId: string, name: string, type: AttributeType): Promise<void> {
  await execute(
    tx,
    sql`update attributes set type = ${type} where workspace_id = ${workspaceId} and name = ${name}`,
  );
  await execute(tx, sql`delete from attribute_paths where workspace_id = ${workspaceId} and name = ${name}`);
}

/** The attribute once more under another name, with what is known of it. */
export async function copyAttribute(
  tx: Tx,
  workspaceId: string,
  name: string,
  newName: string,
): Promise<void> {
  await execute(
    tx,
    sql`insert into attributes (workspace_id, name, type, sensitive, from_websites, description, first_seen_at, last_seen_at)
        select workspace_id, ${newName}, type, sensitive, from_websites, description, first_seen_at, last_seen_at
          from attributes where workspace_id = ${workspaceId} and name = ${name}`,
  );
  await execute(
    tx,
    sql`insert into attribute_paths (workspace_id, name, path, type)
        select workspace_id, ${newName}, path, type
          from attribute_paths where workspace_id = ${workspaceId} and name = ${name}`,
  );
}

export const insertChange = (
  tx: Tx,
  workspaceId: string,
  change: { name: string; kind: ChangeKind; newName: string | null; actor: string; at: Date },
): Promise<number> =>
  execute(
    tx,
    sql`insert into attribute_changes (workspace_id, name, kind, new_name, actor, started_at)
        values (${workspaceId}, ${change.name}, ${change.kind}, ${change.newName}, ${change.actor}, ${change.at})`,
  );

/** Whether a rename under way leads to this name. */
export const isRenameTarget = async (db: Db, workspaceId: string, name: string): Promise<boolean> =>
  (await maybeOne(
    db,
    sql`select 1 as found from attribute_changes where workspace_id = ${workspaceId} and new_name = ${name}`,
  )) !== undefined;

/** 0 where there is nobody. */
export const findLastProfileId = async (db: Db, workspaceId: string): Promise<number> =>
  (
    await one<{ last: number | null }>(
      db,
      sql`select max(profile_id) as last from profiles where workspace_id = ${workspaceId}`,
    )
  ).last ?? 0;
