// Decisions about an event, checked, stored with who made them, and told to the workers that carry them out.
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { type Db, execute, type Tx } from '../kit/db.ts';
import { invalid, notFound } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { notify } from '../kit/wake.ts';
import { type CatalogueEvent, findEvent } from './event-catalogue.ts';
import { RETENTION_WORKER } from './event-retention.ts';
import { changeValueAttribute, VALUES_WORKER } from './event-values.ts';

interface Settings {
  value_attribute?: string | undefined;
  retain_days?: number | null | undefined;
}

/** Returns the event as it is then. Throws AppError: `not_found`, or `invalid` for an attribute without numbers. */
export async function changeEventSettings(
  tx: Tx,
  actor: Actor,
  { name, value_attribute, retain_days, now }: Settings & { name: string; now: Date },
): Promise<CatalogueEvent> {
  const { workspaceId } = actor;
  const event = await getEvent(tx, workspaceId, name);
  if (value_attribute !== undefined) {
    const chosen = event.attributes.find((attribute) => attribute.name === value_attribute);
    if (chosen?.type !== 'number' && chosen?.type !== 'mixed') {
      throw invalid(
        'value_attribute',
        `No event ${name} came with a number under ${value_attribute}.`,
        'Choose an attribute of the event that is a number.',
      );
    }
    await changeValueAttribute(tx, workspaceId, { name, attribute: value_attribute });
    await notify(tx, VALUES_WORKER);
  }
  if (retain_days !== undefined) {
    await execute(
      tx,
      sql`update event_names set retain_days = ${retain_days} where workspace_id = ${workspaceId} and name = ${name}`,
    );
    await notify(tx, RETENTION_WORKER);
  }
  await writeAudit(tx, {
    workspaceId,
    actor: actor.name,
    action: 'event.changed',
    subject: name,
    details: { value_attribute, retain_days },
    at: now,
  });
  return getEvent(tx, workspaceId, name);
}

async function getEvent(db: Db, workspaceId: string, name: string): Promise<CatalogueEvent> {
  const event = await findEvent(db, workspaceId, name);
  if (!event) throw notFound(`event ${name}`);
  return event;
}
