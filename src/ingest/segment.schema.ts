// What programs written for Segment's HTTP tracking API send, read once. Shapes: "HTTP API Source" and "Spec: Common fields"
// (segment.com/docs/connections). Fields nobody here needs (integrations, version, receivedAt) are accepted and left out.
import { z } from 'zod';
import { customerId, dedupeKey, eventName, MAX_ATTRIBUTES } from '../profiles/profile.contract.ts';

/** "a maximum of 32KB per normal API request … 500KB per request [to batch], with a limit of 32KB per event" (Max request size). */
export const CALL_LIMIT_BYTES = 32 * 1024;
export const BATCH_LIMIT_BYTES = 500 * 1024;

/** The size bounds it already for calls of a real length; this is for those of a few bytes. */
const MAX_CALLS = 5_000;

export const CALL_TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
export type CallType = (typeof CALL_TYPES)[number];

/**
 * Libraries send null or '' for an id they do not have, and some programs a number. One step instead of five schemas, which take
 * a third of the time of reading a call.
 */
const id = z
  .unknown()
  .transform((value, context): string | undefined => {
    const text = Number.isSafeInteger(value) ? String(value) : value;
    if (text == null || (typeof text === 'string' && text.trim() === '')) return undefined;
    const read = customerId.safeParse(text);
    if (read.success) return read.data;
    for (const { message } of read.error.issues)
      context.issues.push({ code: 'custom', message, input: value });
    return z.NEVER;
  })
  .optional();

/** "All timestamps are ISO-8601 date strings" (Common fields). */
const instant = z
  .string()
  .refine(
    (text) => /^\d{4}-\d{1,2}-\d{1,2}/.test(text) && !Number.isNaN(readInstant(text).getTime()),
    'must be a time in ISO 8601, like 2026-11-22T09:30:00.000Z',
  )
  .transform(readInstant)
  .nullish();

/** A time without a zone is UTC. */
function readInstant(text: string): Date {
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) || !/T|\s/.test(text);
  return new Date(hasZone ? text : `${text}Z`);
}

const record = z
  .record(z.string(), z.unknown())
  .refine(
    (values) => Object.keys(values).length <= MAX_ATTRIBUTES,
    `has more than ${MAX_ATTRIBUTES} entries: send only what segments and messages need`,
  )
  .nullish()
  .transform((value) => value ?? {});

const name = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);

const common = {
  userId: id,
  anonymousId: id,
  messageId: dedupeKey.nullish(),
  timestamp: instant,
  originalTimestamp: instant,
  sentAt: instant,
  context: record,
};
const needsSomebody = (call: { userId?: string | undefined; anonymousId?: string | undefined }): boolean =>
  call.userId !== undefined || call.anonymousId !== undefined;
const NOBODY = { message: 'is missing: each call needs a userId or an anonymousId', path: ['userId'] };

const KINDS = [
  z.object({ type: z.literal('identify'), ...common, traits: record }).refine(needsSomebody, NOBODY),
  z
    .object({ type: z.literal('track'), ...common, event: eventName, properties: record })
    .refine(needsSomebody, NOBODY),
  z
    .object({ type: z.literal('page'), ...common, name, category: name, properties: record })
    .refine(needsSomebody, NOBODY),
  z
    .object({ type: z.literal('screen'), ...common, name, category: name, properties: record })
    .refine(needsSomebody, NOBODY),
  z
    .object({ type: z.literal('group'), ...common, groupId: id, traits: record })
    .refine(needsSomebody, NOBODY)
    .refine((call) => call.groupId !== undefined, { message: 'is missing', path: ['groupId'] }),
  z
    .object({ type: z.literal('alias'), ...common, previousId: id })
    .refine((call) => call.previousId !== undefined, { message: 'is missing', path: ['previousId'] })
    .refine((call) => call.userId !== undefined, { message: 'is missing', path: ['userId'] }),
] as const;

export const segmentCall = z.discriminatedUnion('type', KINDS, {
  error: (issue) => (issue.code === 'invalid_union' ? `must be one of ${CALL_TYPES.join(', ')}` : undefined),
});
export type SegmentCall = z.output<typeof segmentCall>;

/** The calls themselves are read one by one, so that a wrong one spoils no other. */
export const segmentBatch = z.object({
  batch: z.array(z.unknown()).max(MAX_CALLS, `must have at most ${MAX_CALLS} calls`),
  sentAt: instant,
  context: record,
});

/** Where the key is when the caller sends no Authorization ("writeKey authentication"). */
export const keyInBody = z.object({ writeKey: z.string().max(200) });
