// Stores calls of Segment's dialect, each for itself: first what is said of people, so that events find them joined, then what
// they did. A call that is sent again changes nothing: events are known by their messageId, the rest says the same again.
import { AppError } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { PS_ID } from '../profiles/attribute.rules.ts';
import type { AttributeSource } from '../profiles/attribute-conflicts.ts';
import { checkEvent, type TrackedEvent, type Who } from '../profiles/track.ts';
import type { PeopleWriter } from './people-writer.ts';
import { type Meaning, readMeaning } from './segment.calls.ts';
import type { SegmentCall } from './segment.schema.ts';
import { correctTime } from './segment.time.ts';
import type { Writer } from './writer.ts';

interface Placed {
  /** Which call of the batch it is. */
  index: number;
  call: SegmentCall;
}

export interface SegmentCalls {
  calls: readonly Placed[];
  /** Of the batch, for calls that have none of their own. */
  sentAt?: Date | null | undefined;
  context?: Record<string, unknown> | undefined;
}

export interface Refusal {
  index: number;
  error: AppError;
}

export interface CallNeeds {
  writer: Writer;
  people: PeopleWriter;
}

/** Something said of a person, still to be stored. Those of one kind that follow each other are stored together. */
interface Saying {
  index: number;
  call: SegmentCall;
  kind: 'customer' | 'visitor' | 'alias';
  store: () => Promise<void>;
}

/** Resolves when everything that could be stored is, with the error of each call that could not. */
export async function writeCalls(
  needs: CallNeeds,
  actor: Actor,
  batch: SegmentCalls & { now: Date },
): Promise<Refusal[]> {
  const sayings: Saying[] = [];
  const did: { index: number; call: SegmentCall; event: TrackedEvent }[] = [];
  const refused: Refusal[] = [];
  for (const { index, call } of batch.calls) {
    const meaning = readMeaning(call, batch.context);
    const read = meaning.event
      ? readEvent(actor, call, { ...meaning.event, ...batch })
      : readSaying(needs, actor, call, meaning);
    if (read instanceof AppError) refused.push({ index, error: inDialect(call, read) });
    else if ('who' in read) did.push({ index, call, event: read });
    else sayings.push({ index, call, ...read });
  }
  refused.push(...(await storeSayings(sayings)));
  const { workspaceId } = actor;
  const errors = await needs.writer.track({ workspaceId, events: did.map(({ event }) => event) });
  for (const [place, { index, call }] of did.entries()) {
    const error = errors[place];
    if (error) refused.push({ index, error: inDialect(call, error) });
  }
  return refused;
}

function readSaying(
  { writer, people }: CallNeeds,
  actor: Actor,
  call: SegmentCall,
  { attributes, previousId }: Meaning,
): Pick<Saying, 'kind' | 'store'> | AppError {
  const { workspaceId } = actor;
  const { userId, anonymousId } = call;
  if (attributes === undefined) {
    const alias = { actor, previousId: previousId!, customerId: userId! };
    return { kind: 'alias', store: () => people.alias(alias) };
  }
  if (isWebsite(actor) && Object.hasOwn(attributes, PS_ID)) return psIdFromOutside();
  const source: AttributeSource = isWebsite(actor) ? 'website' : 'segment';
  if (userId === undefined) {
    const visitor = { workspaceId, anonymousId: anonymousId!, attributes, source };
    return { kind: 'visitor', store: () => people.saveVisitor(visitor) };
  }
  const input = { customerId: userId, anonymousId, attributes, source };
  return { kind: 'customer', store: () => writer.save({ workspaceId, input, onlyExisting: false }) };
}

/** In their order, because what is said later wins: run by run of one kind, aliases one by one. */
async function storeSayings(sayings: readonly Saying[]): Promise<Refusal[]> {
  const refused: Refusal[] = [];
  for (let start = 0; start < sayings.length; ) {
    const { kind } = sayings[start]!;
    let end = start + 1;
    while (kind !== 'alias' && end < sayings.length && sayings[end]!.kind === kind) end += 1;
    const settled = await Promise.all(sayings.slice(start, end).map(settle));
    refused.push(...settled.filter((one) => one !== undefined));
    start = end;
  }
  return refused;
}

/** A refusal is this call's own; anything else fails them all, and the library sends them again. */
async function settle({ index, call, store }: Saying): Promise<Refusal | undefined> {
  try {
    await store();
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return { index, error: inDialect(call, error) };
    throw error;
  }
}

/** What the rules call `attributes` has another name in the call. */
function inDialect(call: SegmentCall, error: AppError): AppError {
  const { kind, message, field, remedy } = error;
  if (field === undefined) return error;
  const part = call.type === 'identify' || call.type === 'group' ? 'traits' : 'properties';
  const named = field.replace(/^attributes(?=\.|$)/, part).replace(/^name$/, 'event');
  return new AppError(kind, message, { field: named, ...(remedy !== undefined && { remedy }) });
}

/** The key is one that every visitor can read: what it brings is stored as a website's (docs/decisions/0020). */
const isWebsite = ({ permission }: Actor): boolean => permission === 'track';

function readEvent(
  actor: Actor,
  call: SegmentCall,
  {
    name,
    attributes,
    sentAt,
    now,
  }: NonNullable<Meaning['event']> & Pick<SegmentCalls, 'sentAt'> & { now: Date },
): TrackedEvent | AppError {
  const who: Who =
    call.userId === undefined ? { anonymousId: call.anonymousId! } : { customerId: call.userId };
  return checkEvent(
    {
      ...{ who, name, attributes },
      source: isWebsite(actor) ? 'website' : 'api',
      occurredAt: correctTime(call, sentAt, now),
      dedupeKey: call.messageId == null ? null : `segment:${call.messageId}`,
    },
    now,
    'timestamp',
  );
}

/** Whoever claims a PSID takes in the person known from Messenger under it: not for a key that everybody can read. */
const psIdFromOutside = (): AppError =>
  new AppError('forbidden', 'ps_id cannot be set with a key for websites and apps.', {
    field: 'traits.ps_id',
    remedy: 'Send it from your server, with a key for servers.',
  });
