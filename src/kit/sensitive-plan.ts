// Whether what was sent to a person may hold sensitive attributes: asked of deliveries, and of events that repeat what was sent.
import { type RawBuilder, sql } from 'kysely';

/** All attributes at once, or one whose name is made while rendering; in a plan without its backslashes. */
const UNNAMED = String.raw`\mUserAttribute\M(?!\s*(\[\s*['"]|\.\s*[[:alpha:]_]))|\{[{%]([^}]*[-\s:=,])?\[(?!\s*['"])`;

/**
 * Whether the name of a sensitive attribute stands anywhere in this plan of messages (jsonb), or a name that is made while rendering
 * may become one: UserAttribute[key], [key]. A name may stand there for another reason: then more is hidden than need be. Quotes
 * within a plan are escaped, once or twice, so backslashes are looked at nowhere.
 */
export const namesSensitive = (
  workspaceId: string,
  plan: RawBuilder<unknown>,
): RawBuilder<boolean> => sql<boolean>`
  exists (select from attributes a cross join (select replace(${plan}::text, '\\', '') as words) said
           where a.workspace_id = ${workspaceId} and a.sensitive
             and (position(replace(a.name, '\\', '') in words) > 0 or words ~ ${UNNAMED}))`;

/**
 * What of a row `r` of responses may be shown: what a button carries and where a link leads repeat the message, too.
 * @param isHidden whether whoever asks may not see what is sensitive
 */
export const shownDetail = (workspaceId: string, isHidden: boolean): RawBuilder<string | null> =>
  isHidden
    ? sql`case when r.kind in ('quick_reply', 'postback', 'click') and exists (
                 select from deliveries d join occurrences o using (workspace_id, campaign_id, occurrence)
                  where d.workspace_id = r.workspace_id and d.delivery_id = r.delivery_id
                    and ${namesSensitive(workspaceId, sql`o.plan`)}) then null else r.detail end`
    : sql`r.detail`;
