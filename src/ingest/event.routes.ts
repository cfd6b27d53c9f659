// Events as programs send them to our own API: each is read for itself, and the good ones are stored before the answer.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import { AppError } from '../kit/errors.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { readInput, refuseInput } from '../kit/read-input.ts';
import { checkEvent, type TrackedEvent } from '../profiles/track.ts';
import { eventInput, eventRoutes } from './event.contract.ts';
import type { Writer } from './writer.ts';

const MAX_ISSUES = 20;

interface Refused {
  index: number;
  error: AppError;
}

export function registerEventRoutes(
  app: FastifyInstance,
  { writer, clock }: { writer: Writer; clock: Clock },
): void {
  serveEndpoint(app, eventRoutes.track, async ({ actor, body }) => {
    const now = clock.now();
    const read = body.events.map((event) => readEvent(event, now));
    const good = [...read.entries()].filter((entry): entry is [number, TrackedEvent] => isGood(entry[1]));
    const events = good.map(([, event]) => event);
    const errors = await writer.track({ workspaceId: actor.workspaceId, events });
    const refused: Refused[] = [
      ...[...read.entries()].flatMap(([index, error]) => (isGood(error) ? [] : [{ index, error }])),
      ...errors.flatMap((error, place) => (error ? [{ index: good[place]![0], error }] : [])),
    ].sort((a, b) => a.index - b.index);
    if (refused.length === read.length) throw refuseAll(refused);
    return { accepted: read.length - refused.length, refused: refused.map(showRefused) };
  });
}

const isGood = (read: TrackedEvent | AppError): read is TrackedEvent => !(read instanceof AppError);

function readEvent(input: unknown, now: Date): TrackedEvent | AppError {
  const { value, faults } = readInput(eventInput, input, 'event');
  if (faults !== null) return refuseInput(faults);
  const { customer_id, anonymous_id, name, occurred_at, dedupe_key, attributes } = value;
  return checkEvent(
    {
      who: customer_id === undefined ? { anonymousId: anonymous_id! } : { customerId: customer_id },
      source: 'api',
      name,
      occurredAt: occurred_at === undefined ? null : new Date(occurred_at),
      dedupeKey: dedupe_key ?? null,
      attributes,
    },
    now,
  );
}

const showRefused = ({ index, error }: Refused) => ({
  index,
  field: error.field === undefined ? null : `events.${index}.${error.field}`,
  message: error.message,
  remedy: error.remedy ?? null,
});

/** In the envelope of every refused request: the first in words, each by its field. */
function refuseAll(refused: readonly Refused[]): AppError {
  const [first] = refused.map(showRefused);
  return new AppError('invalid', first!.message, {
    ...(first!.field !== null && { field: first!.field }),
    ...(first!.remedy !== null && { remedy: first!.remedy }),
    issues: refused.slice(0, MAX_ISSUES).map((one) => ({
      field: `events.${one.index}${one.error.field === undefined ? '' : `.${one.error.field}`}`,
      message: one.error.message,
      ...(one.error.remedy !== undefined && { remedy: one.error.remedy }),
    })),
  });
}
