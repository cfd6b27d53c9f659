// Whether what was sent to a person may be shown: a request whose message was made of sensitive attributes holds their values.
import { sql } from 'kysely';
import { type Db, one } from '../kit/db.ts';
import { type Actor, maySeeSensitive } from '../kit/http/actor.ts';
import { namesSensitive } from '../kit/sensitive-plan.ts';

/** True for whoever may not see sensitive attributes when the plan the delivery was sent under names one. */
export async function isContentHidden(db: Db, actor: Actor, deliveryId: number): Promise<boolean> {
  if (maySeeSensitive(actor)) return false;
  const { hidden } = await one(
    db,
    sql<{ hidden: boolean }>`
      select exists (
        select from deliveries d join occurrences o using (workspace_id, campaign_id, occurrence)
         where d.workspace_id = ${actor.workspaceId} and d.delivery_id = ${deliveryId}
           and ${namesSensitive(actor.workspaceId, sql`o.plan`)}) as hidden`,
  );
  return hidden;
}

/** Whether the language a person was told something in says what the attribute with their language would, and that may not be shown. */
export async function isLanguageHidden(db: Db, actor: Actor): Promise<boolean> {
  if (maySeeSensitive(actor)) return false;
  const { hidden } = await one(
    db,
    sql<{ hidden: boolean }>`
      select exists (select from attributes a left join sending_rules r using (workspace_id)
                      where a.workspace_id = ${actor.workspaceId} and a.sensitive
                        and a.name = coalesce(r.rules ->> 'language_attribute', 'locale')) as hidden`,
  );
  return hidden;
}

/** Whether a part of what people are called may not be shown to whoever asks: then rows that hold but whole names show none. */
export async function areNamesHidden(db: Db, actor: Actor): Promise<boolean> {
  if (maySeeSensitive(actor)) return false;
  const { hidden } = await one(
    db,
    sql<{ hidden: boolean }>`
      select exists (select from attributes where workspace_id = ${actor.workspaceId} and sensitive
                        and name in ('name', 'first_name', 'last_name')) as hidden`,
  );
  return hidden;
}
