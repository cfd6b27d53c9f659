// A bulk call of MoEngage's dialect: its elements are stored each for itself, customers before events, and those that cannot
// be are told by their place.
import type { Db } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { listAttributeNames } from '../profiles/catalogue.ts';
import type { TrackedEvent } from '../profiles/track.ts';
import { inAction, needsNames, readCustomer, readEvents } from './moengage.meaning.ts';
import { type CustomerCall, type Element, element } from './moengage.schema.ts';
import { readWith } from './read.ts';
import type { Writer } from './writer.ts';

export interface Refusal {
  index: number;
  error: AppError;
}

interface Bulk {
  elements: readonly unknown[];
  now: Date;
  /** Makes the events repeatable. */
  key: string | undefined;
}

interface BulkNeeds {
  db: Db;
  writer: Writer;
}

/** Resolves when everything that could be stored is, with the error of each element that could not, by their place. */
export async function writeElements(
  { db, writer }: BulkNeeds,
  workspaceId: string,
  { elements, now, key }: Bulk,
): Promise<Refusal[]> {
  const refused: Refusal[] = [];
  const customers: { index: number; call: CustomerCall }[] = [];
  const events: { index: number; place: number; event: TrackedEvent }[] = [];
  for (const [index, value] of elements.entries()) {
    const read: Element | AppError = readWith(element, value);
    if (read instanceof AppError) refused.push({ index, error: read });
    else if (read.type === 'customer') customers.push({ index, call: read });
    else if (read.type === 'event') {
      const own = readEvents(read, { now, key: key === undefined ? undefined : `${key}:${index}` });
      if (own instanceof AppError) refused.push({ index, error: own });
      else for (const [place, event] of own.entries()) events.push({ index, place, event });
    }
  }
  const names = customers.some(({ call }) => needsNames(call))
    ? await listAttributeNames(db, workspaceId)
    : [];
  const saved = await Promise.all(
    customers.map(({ index, call }) => {
      const input = readCustomer(call, names);
      return settle(index, writer.save({ workspaceId, input, onlyExisting: call.update_existing_only }));
    }),
  );
  refused.push(...saved.filter((one) => one !== undefined));
  const errors = await writer.track({ workspaceId, events: events.map(({ event }) => event) });
  for (const [at, { index, place }] of events.entries()) {
    const error = errors[at];
    if (error) refused.push({ index, error: inAction(place, error) });
  }
  return refused.sort((a, b) => a.index - b.index);
}

/** A refusal is this element's own; anything else fails the call, which the caller may then send again. */
async function settle(index: number, written: Promise<void>): Promise<Refusal | undefined> {
  try {
    await written;
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return { index, error };
    throw error;
  }
}
