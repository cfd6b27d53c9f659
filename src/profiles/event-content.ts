// What of events may be shown: Messenger's events repeat what was sent, so they hide the sensitive attributes it was made of.
import { type RawBuilder, sql } from 'kysely';
import { namesSensitive } from '../kit/sensitive-plan.ts';

const ECHO = 'messenger_echo';

/** What Messenger's events repeat of a message: the text of its echo; of a tap, what the button says and carries. */
const REPEATED: ReadonlyMap<string, readonly string[]> = new Map([
  [ECHO, ['text']],
  ['messenger_quick_reply', ['text', 'payload']],
  ['messenger_postback', ['title', 'payload']],
]);

/** Whether an attribute of these events may say what a message said. */
export const repeatsMessage = (event: string, attribute: string): boolean =>
  REPEATED.get(event)?.includes(attribute) ?? false;

export const isEcho = (event: string): boolean => event === ECHO;

/**
 * Attributes of a row `e` of events without what is repeated of a message whose plan names a sensitive attribute, where whoever
 * asks may not see some (`hidden`, see `listHidden`). Those that have such a name themselves are still there.
 */
export function shownAttributes(workspaceId: string, hidden: ReadonlySet<string>): RawBuilder<unknown> {
  if (hidden.size === 0) return sql`e.attributes`;
  return sql`case when e.source = 'messenger' and e.name = any(${[...REPEATED.keys()]}::text[])
                       and ${repeatsSensitive(workspaceId)}
                  then e.attributes - ${[...new Set([...REPEATED.values()].flat())]}::text[] else e.attributes end`;
}

/**
 * An echo of ours is known by what it brings back, and shown only when its delivery is found and says nothing sensitive: of a test,
 * or of a delivery that is gone, nobody knows any more. A tap is known by the response it was counted as.
 */
const repeatsSensitive = (workspaceId: string): RawBuilder<boolean> => sql<boolean>`
  case e.name when ${ECHO} then
    e.attributes ->> 'metadata' ~ '^talaria:[^:]+:(test$|[0-9])' and not exists (
      select from deliveries d join occurrences o using (workspace_id, campaign_id, occurrence)
       where d.workspace_id = ${workspaceId} and d.mid = e.attributes ->> 'mid'
         and d.delivery_id = substring(e.attributes ->> 'metadata' from '^talaria:[^:]+:[0-9]{1,15}:([0-9]{1,15}):')::bigint
         and not ${namesSensitive(workspaceId, sql`o.plan`)})
  else exists (
      select from deliveries d join responses r using (workspace_id, delivery_id)
        join occurrences o on o.workspace_id = d.workspace_id and o.campaign_id = d.campaign_id and o.occurrence = d.occurrence
       where d.workspace_id = ${workspaceId} and r.dedupe_key = e.dedupe_key
         and d.profile_id in (select e.profile_id union all
                              select from_profile_id from profile_merges
                               where workspace_id = ${workspaceId} and into_profile_id = e.profile_id)
         and ${namesSensitive(workspaceId, sql`o.plan`)}) end`;
