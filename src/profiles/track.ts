// Events as apps send them: checked, the people they are of found or made, and stored.
import type { Tx } from '../kit/db.ts';
import { AppError, invalid } from '../kit/errors.ts';
import { ensureVisitors } from './anonymous-ids.ts';
import { findKnownCustomers, saveCustomers } from './customers.ts';
import { checkEventName, readEventAttributes, readOccurredAt } from './event.rules.ts';
import { MAX_EVENT_NAMES } from './event-catalogue.ts';
import { type EventInput, recordEvents } from './events.ts';

/** Whom an app speaks of: a customer, or a visitor it knows by an id of its own making. */
export type Who = { customerId: string } | { anonymousId: string };

export interface TrackedEvent {
  who: Who;
  /** website: the key that brought it is one that everybody can read. */
  source: 'api' | 'website';
  name: string;
  /** null: now. */
  occurredAt: Date | null;
  /** The same key is stored once; null: no protection against sending it twice. */
  dedupeKey: string | null;
  attributes: Record<string, unknown>;
}

/** Checks one event from outside against the rules of names, time and values. `field` is where the caller's request carries the time. */
export function checkEvent(event: TrackedEvent, now: Date, field = 'occurred_at'): TrackedEvent | AppError {
  const refused = checkEventName(event.name);
  if (refused) return refused;
  const occurredAt = event.occurredAt === null ? now : readOccurredAt(field, event.occurredAt, now);
  if (occurredAt instanceof AppError) return occurredAt;
  const attributes = readEventAttributes(event.attributes);
  if (attributes instanceof AppError) return attributes;
  return { ...event, occurredAt, attributes };
}

/**
 * Stores checked events and returns, in their order, the error of each that was refused; undefined: stored, or stored before
 * under the same key. Customers and visitors not known yet are made. Call it first in a transaction (see `people-lock.ts`).
 */
export async function trackEvents(
  tx: Tx,
  workspaceId: string,
  events: readonly TrackedEvent[],
  now: Date,
): Promise<(AppError | undefined)[]> {
  const people = await findOrMake(tx, workspaceId, events, now);
  const errors: (AppError | undefined)[] = [];
  const rows: EventInput[] = [];
  for (const [index, event] of events.entries()) {
    const profileId = people.of(event.who);
    if (profileId instanceof AppError) errors[index] = profileId;
    else rows.push(toInput(event, profileId, now));
  }
  const { refused } = await recordEvents(tx, workspaceId, rows);
  return events.map(({ name }, index) => errors[index] ?? (refused.has(name) ? noRoom(name) : undefined));
}

const toInput = (event: TrackedEvent, profileId: number, now: Date): EventInput => ({
  profileId,
  name: event.name,
  occurredAt: event.occurredAt ?? now,
  source: event.source,
  pageId: null,
  // An app's keys are its own: they never collide with the platform's. Nor with a website's, where anybody could use up a key
  // before the server's event of it comes.
  dedupeKey: event.dedupeKey === null ? null : `${event.source}:${event.dedupeKey}`,
  attributes: event.attributes,
});

const noRoom = (name: string): AppError =>
  invalid(
    'name',
    `Event ${name} would be one name too many: a workspace has at most ${MAX_EVENT_NAMES}.`,
    'Use names that exist already; put what differs from call to call into an attribute.',
  );

interface People {
  of(who: Who): number | AppError;
}

/** The people of these events. Of people who are known nothing is written, and no row is locked. */
async function findOrMake(
  tx: Tx,
  workspaceId: string,
  events: readonly TrackedEvent[],
  now: Date,
): Promise<People> {
  const anonymousIds = new Set<string>();
  const customerIds = new Set<string>();
  for (const { who } of events) {
    if ('customerId' in who) customerIds.add(who.customerId);
    else anonymousIds.add(who.anonymousId);
  }
  const visitors = await ensureVisitors(tx, workspaceId, [...anonymousIds], now);
  const customers = await findKnownCustomers(tx, workspaceId, [...customerIds]);
  const refused = new Map<string, AppError>();
  const unknown = [...customerIds].filter((id) => !customers.has(id));
  if (unknown.length > 0) {
    const inputs = unknown.map((customerId) => ({ customerId, attributes: {} }));
    for (const [index, result] of (await saveCustomers(tx, workspaceId, inputs, now)).entries()) {
      if (result.ok) customers.set(unknown[index]!, result.profileId);
      else refused.set(unknown[index]!, result.error);
    }
  }
  return {
    of: (who) =>
      'customerId' in who
        ? (refused.get(who.customerId) ?? customers.get(who.customerId)!)
        : visitors.get(who.anonymousId)!.profileId,
  };
}
