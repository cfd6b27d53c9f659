// SQL of utility templates: a copy of what the platform says, and when it is to be read anew.
import { sql } from 'kysely';
import { type Db, execute, jsonb, many, maybeOne, type Tx } from '../kit/db.ts';
import type { ListedTemplate } from './utility-template.calls.ts';

export interface TemplateRow extends ListedTemplate {
  syncedAt: Date;
}

export const listTemplateRows = (db: Db, workspaceId: string, pageId: string): Promise<TemplateRow[]> =>
  many(
    db,
    sql<TemplateRow>`
      select template_id as id, name, language, status, parameter_format as "parameterFormat", components,
             rejections, library_name as "libraryName", synced_at as "syncedAt"
        from utility_templates
       where workspace_id = ${workspaceId} and page_id = ${pageId}
       order by name, language limit 5000`,
  );

export interface TemplateSync {
  syncedAt: Date | null;
  error: string | null;
}

export const findTemplateSync = (
  db: Db,
  workspaceId: string,
  pageId: string,
): Promise<TemplateSync | undefined> =>
  maybeOne(
    db,
    sql<TemplateSync>`select templates_synced_at as "syncedAt", templates_error as error from pages
                       where workspace_id = ${workspaceId} and page_id = ${pageId}`,
  );

/** Adds or replaces; everything else of the template's (Page, name, language) stays its own. */
export async function saveTemplates(
  tx: Tx,
  page: { workspaceId: string; pageId: string },
  templates: readonly ListedTemplate[],
  at: Date,
): Promise<void> {
  if (templates.length === 0) return;
  await execute(
    tx,
    sql`insert into utility_templates (workspace_id, page_id, name, language, template_id, status, parameter_format,
                                       components, rejections, library_name, synced_at)
        select ${page.workspaceId}, ${page.pageId}, t.name, t.language, t.id, t.status, t."parameterFormat",
               t.components, t.rejections, t."libraryName", ${at}
          from jsonb_to_recordset(${jsonb(templates)}) as t (name text, language text, id text, status text,
               "parameterFormat" text, components jsonb, rejections jsonb, "libraryName" text)
        on conflict (workspace_id, page_id, name, language) do update
           set template_id = excluded.template_id, status = excluded.status,
               parameter_format = excluded.parameter_format, components = excluded.components,
               rejections = excluded.rejections,
               library_name = coalesce(excluded.library_name, utility_templates.library_name),
               synced_at = excluded.synced_at`,
  );
}

/** Those not read since: gone at the platform. Returns how many. */
export const deleteTemplatesReadBefore = (
  tx: Tx,
  page: { workspaceId: string; pageId: string },
  before: Date,
): Promise<number> =>
  execute(
    tx,
    sql`delete from utility_templates
         where workspace_id = ${page.workspaceId} and page_id = ${page.pageId} and synced_at < ${before}`,
  );

export const deleteTemplateRows = (
  tx: Tx,
  page: { workspaceId: string; pageId: string },
  { name, language }: { name: string; language: string | null },
): Promise<number> =>
  execute(
    tx,
    sql`delete from utility_templates
         where workspace_id = ${page.workspaceId} and page_id = ${page.pageId} and name = ${name}
           and (${language}::text is null or language = ${language})`,
  );

/** `dueAt`: when to read again. `at` null: the reading failed, and the last good one stays the last. */
export async function saveTemplateSync(
  db: Db,
  page: { workspaceId: string; pageId: string },
  found: { at: Date | null; dueAt: Date; error: string | null },
): Promise<void> {
  await execute(
    db,
    sql`update pages set templates_synced_at = coalesce(${found.at}::timestamptz, templates_synced_at),
               templates_due_at = ${found.dueAt}, templates_error = ${found.error}
         where workspace_id = ${page.workspaceId} and page_id = ${page.pageId}`,
  );
}

/**
 * Takes a connected Page whose templates are to be read: because it is time, or because a webhook spoke of one. Nobody else
 * takes it before `holdMs` have passed. Events are compared by id, not by time: no two clocks have to agree.
 */
export const claimTemplateSync = (
  db: Db,
  now: Date,
  holdMs: number,
): Promise<{ workspaceId: string; pageId: string } | undefined> =>
  maybeOne(
    db,
    sql<{ workspaceId: string; pageId: string }>`
      with hints as (
        select workspace_id, page_id, max(page_event_id) as latest from page_events
         where kind in ('message_template_status_update', 'messenger_template_status_update')
         group by workspace_id, page_id
      ), next as (
        select p.workspace_id, p.page_id, coalesce(h.latest, p.template_event_id) as latest
          from pages p left join hints h using (workspace_id, page_id)
         where p.state = 'connected' and (p.templates_due_at <= ${now} or h.latest > p.template_event_id)
         order by p.templates_due_at limit 1 for update of p skip locked)
      update pages p set templates_due_at = ${now}::timestamptz + ${holdMs} * interval '1 ms',
                         template_event_id = next.latest
        from next where p.workspace_id = next.workspace_id and p.page_id = next.page_id
      returning p.workspace_id as "workspaceId", p.page_id as "pageId"`,
  );
