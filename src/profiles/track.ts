// Events of customers as apps send them: checked, their customers made when unknown, and stored.
import type { Tx } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { saveCustomers } from './customers.ts';
import { readEventAttributes, readOccurredAt } from './event.rules.ts';
import { type EventInput, recordEvents } from './events.ts';

export interface TrackedEvent {
  customerId: string;
  name: string;
  /** null: now. */
  occurredAt: Date | null;
  /** The same key is stored once; null: no protection against sending it twice. */
  dedupeKey: string | null;
  attributes: Record<string, unknown>;
}

/** Checks one event against the rules of time and values. `field` is where the caller's request carries the time. */
export function checkEvent(event: TrackedEvent, now: Date, field = 'occurred_at'): TrackedEvent | AppError {
  const occurredAt = event.occurredAt === null ? now : readOccurredAt(field, event.occurredAt, now);
  if (occurredAt instanceof AppError) return occurredAt;
  const attributes = readEventAttributes(event.attributes);
  if (attributes instanceof AppError) return attributes;
  return { ...event, occurredAt, attributes };
}

/**
 * Stores checked events; customers not known yet are created. Returns the number of events that were new. Call it first in
 * a transaction (see `people-lock.ts`).
 */
export async function trackEvents(
  tx: Tx,
  workspaceId: string,
  events: readonly TrackedEvent[],
  now: Date,
): Promise<number> {
  const customerIds = [...new Set(events.map((event) => event.customerId))];
  const inputs = customerIds.map((customerId) => ({ customerId, attributes: {} }));
  const results = await saveCustomers(tx, workspaceId, inputs, now);
  const profileIds = new Map<string, number>();
  for (const [index, result] of results.entries()) {
    if (!result.ok) throw result.error;
    profileIds.set(customerIds[index]!, result.profileId);
  }
  const rows = events.map(
    (event): EventInput => ({
      profileId: profileIds.get(event.customerId)!,
      name: event.name,
      occurredAt: event.occurredAt ?? now,
      source: 'api',
      pageId: null,
      // An app's keys are its own: they never collide with the platform's.
      dedupeKey: event.dedupeKey === null ? null : `api:${event.dedupeKey}`,
      attributes: event.attributes,
    }),
  );
  return recordEvents(tx, workspaceId, rows);
}
