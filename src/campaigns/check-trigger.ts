// What is wrong with what a campaign waits for: nothing starts it, it names what is not there, or nobody could ever come in.

import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { readSendingRules } from '../delivery/sending-rules.ts';
import { type Db, many } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { parseId } from '../kit/ids.ts';
import { findSimilar } from '../kit/similar-words.ts';
import { atLocalTime } from '../kit/zoned-time.ts';
import { findAttributeTypes } from '../profiles/catalogue.ts';
import { type CatalogueEvent, listEvents } from '../profiles/event-catalogue.ts';
import { getSegment } from '../segments/segments.ts';
import type { DefinitionCheck } from './campaign.checks.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import { problemAt } from './campaign.problem.ts';
import { eventProblems, unknownAttribute } from './check-events.ts';
import { clockProblems } from './check-schedule.ts';
import type { Delay, Trigger } from './trigger.contract.ts';
import { findDue } from './trigger.due.ts';

export const triggerProblems: DefinitionCheck = async ({ db, clock }, workspaceId, definition) => {
  const { delivery_type: type, trigger } = definition;
  if (type === 'one_time' || type === 'periodic') return [];
  const missing = missingProblems(definition);
  if (trigger === null) return missing;
  const catalogue = await listEvents(db, workspaceId);
  const events = type === 'event' || type === 'business_event' ? trigger.events : [];
  return [
    ...missing,
    ...eventProblems(events, 'trigger.events', catalogue),
    ...loopProblems(events, trigger),
    ...(await stormProblems(db, workspaceId, { definition, trigger })),
    ...(type === 'segment' ? await segmentProblems(db, workspaceId, trigger) : []),
    ...unlessProblems(definition, trigger, catalogue),
    ...periodProblems(trigger, clock.now()),
    ...(await delayProblems(db, workspaceId, { definition, trigger, catalogue })),
  ];
};

function missingProblems({ delivery_type: type, trigger }: CampaignDefinition): Problem[] {
  if ((type === 'event' || type === 'business_event') && !trigger?.events.length)
    return [
      problemAt('trigger.events', 'Nothing starts it: no event is chosen.', 'Choose at least one event.'),
    ];
  if (type === 'segment' && !trigger?.segment_id)
    return [
      problemAt(
        'trigger.segment_id',
        'Nothing starts it: no segment is chosen.',
        'Choose the segment that people enter or leave.',
      ),
    ];
  return [];
}

/** What follows from a message by itself. */
const FOLLOWS_A_MESSAGE = new Set(['messenger_delivery', 'messenger_read', 'messenger_echo']);

function loopProblems(events: Trigger['events'], { reentry }: Trigger): Problem[] {
  if (reentry.kind !== 'always') return [];
  return events.flatMap(({ event }, index) =>
    FOLLOWS_A_MESSAGE.has(event)
      ? [
          problemAt(
            `trigger.events.${index}.event`,
            `“${event}” follows from every message, so each message would start the next one for ever.`,
            'Let people come in once, or again after some time; or choose another event.',
          ),
        ]
      : [],
  );
}

/** The door keeps out the worst (MOST_ENTRIES); what it lets in can still be more than anybody bears. */
async function stormProblems(
  db: Db,
  workspaceId: string,
  { definition, trigger }: { definition: CampaignDefinition; trigger: Trigger },
): Promise<Problem[]> {
  if (definition.delivery_type !== 'event' || trigger.reentry.kind !== 'always') return [];
  const { caps, per_person_limit: limit, minimum_gap_minutes: gap, obey_workspace } = definition.controls;
  if (caps.length > 0 || limit !== null || gap !== null) return [];
  const rules = await readSendingRules(db, workspaceId);
  const isKept = rules.minimum_gap_minutes !== null || rules.caps.some(({ tag }) => tag === null);
  if (obey_workspace && isKept) return [];
  return [
    warningAt(
      'trigger.reentry',
      'Whoever does it again and again gets a message each time: up to 10 in ten minutes, and 50 in a day.',
      'Choose when somebody may come again, or set a cap.',
    ),
  ];
}

async function segmentProblems(db: Db, workspaceId: string, { segment_id }: Trigger): Promise<Problem[]> {
  if (segment_id === null) return [];
  try {
    await getSegment(db, workspaceId, parseId('seg', segment_id));
    return [];
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'not_found') throw error;
    return [problemAt('trigger.segment_id', 'This segment does not exist any more.', 'Choose another one.')];
  }
}

function unlessProblems(
  { delivery_type: type }: CampaignDefinition,
  trigger: Trigger,
  catalogue: readonly CatalogueEvent[],
): Problem[] {
  const { unless, delay } = trigger;
  if (unless.length === 0) return [];
  if (type === 'business_event')
    return [
      problemAt(
        'trigger.unless',
        'It is about one person, and a business event is for everybody.',
        'Leave it out; say in the segment who is to get it.',
      ),
    ];
  const problems = eventProblems(unless, 'trigger.unless', catalogue);
  if (delay.kind !== 'none') return [...problems, ...ownExitProblems(trigger)];
  const never = warningAt(
    'trigger.unless',
    'It hardly ever matters: the message leaves at once.',
    'Choose a delay, during which it may happen.',
  );
  return [...problems, never];
}

/** What starts it and is itself what makes it pointless. */
const ownExitProblems = ({ events, unless, reentry }: Trigger): Problem[] =>
  unless.flatMap((exit, index) =>
    events.some((start) => start.event === exit.event && isWithin(start, exit))
      ? [
          warningAt(
            `trigger.unless.${index}.event`,
            reentry.kind === 'always'
              ? `“${exit.event}” starts it as well: whoever does it again in time gets a message for the last time only.`
              : `“${exit.event}” starts it as well: whoever does it again in time may get no message at all.`,
            'Choose another event, or conditions that tell the two apart, if that is not what you want.',
          ),
        ]
      : [],
  );

/** Every start of this kind is such an exit. */
const isWithin = (start: Trigger['events'][number], exit: Trigger['unless'][number]): boolean =>
  (exit.where ?? []).length === 0 || isDeepStrictEqual(start.where, exit.where);

const warningAt = (field: string, message: string, remedy: string): Problem => ({
  ...problemAt(field, message, remedy),
  severity: 'warning',
});

function periodProblems({ from, until, time_zone: zone }: Trigger, now: Date): Problem[] {
  const unclear = [
    ...(from === null ? [] : clockProblems('trigger.from', from, zone)),
    ...(until === null ? [] : clockProblems('trigger.until', until, zone)),
  ];
  if (unclear.length > 0 || until === null) return unclear;
  const end = atLocalTime(until, zone);
  if (from !== null && end <= atLocalTime(from, zone))
    return [
      problemAt('trigger.until', 'It ends before it begins.', 'Choose a later end, or an earlier start.'),
    ];
  if (end <= now)
    return [problemAt('trigger.until', 'This time is over.', 'Choose a time to come, or none.')];
  return [];
}

interface DelayQuestion {
  definition: CampaignDefinition;
  trigger: Trigger;
  catalogue: readonly CatalogueEvent[];
}

async function delayProblems(db: Db, workspaceId: string, question: DelayQuestion): Promise<Problem[]> {
  const { definition, trigger } = question;
  const { delay } = trigger;
  if (delay.kind !== 'date') return [];
  if (delay.of === 'person' && definition.delivery_type === 'business_event')
    return [
      problemAt(
        'trigger.delay.of',
        'A business event is for everybody, and each person has a date of their own.',
        'Choose a date of the event.',
      ),
    ];
  if (delay.of === 'person') return personDateProblems(db, workspaceId, delay.attribute);
  if (definition.delivery_type === 'api' || definition.delivery_type === 'conversation') return [];
  if (definition.delivery_type === 'segment')
    return [
      problemAt(
        'trigger.delay.of',
        'Entering or leaving a segment carries no date.',
        'Choose a date of the person.',
      ),
    ];
  return eventDateProblems(db, workspaceId, { ...question, delay });
}

async function personDateProblems(db: Db, workspaceId: string, attribute: string): Promise<Problem[]> {
  const field = 'trigger.delay.attribute';
  const types = await findAttributeTypes(db, workspaceId);
  const [name = '', ...inside] = attribute.split('.');
  const type = types.get(name);
  if (type === undefined) {
    const similar = findSimilar(name, [...types.keys()]);
    return [
      problemAt(
        field,
        `Nobody has an attribute “${name}”.`,
        similar.length > 0 ? `Did you mean “${similar[0]}”?` : 'Choose one from the list.',
      ),
    ];
  }
  if (inside.length > 0 || type === 'datetime' || type === 'string') return [];
  return [
    problemAt(field, `“${name}” holds no dates: its type is ${type}.`, 'Choose an attribute with dates.'),
  ];
}

type DateDelay = Extract<Delay, { kind: 'date' }>;

async function eventDateProblems(
  db: Db,
  workspaceId: string,
  { trigger, catalogue, delay }: DelayQuestion & { delay: DateDelay },
): Promise<Problem[]> {
  const field = 'trigger.delay.attribute';
  const [name = '', ...inside] = delay.attribute.split('.');
  const known = trigger.events.flatMap(({ event }) => catalogue.find((one) => one.name === event) ?? []);
  const carrying = known.filter((event) => event.attributes.some((one) => one.name === name));
  const [first] = known;
  if (first && carrying.length === 0) return [unknownAttribute(name, field, first)];
  const wrong = carrying.find(
    (event) =>
      inside.length === 0 &&
      event.attributes.some(
        (one) => one.name === name && !['datetime', 'string', 'mixed'].includes(one.type),
      ),
  );
  if (wrong)
    return [
      problemAt(field, `“${name}” of “${wrong.name}” holds no dates.`, 'Choose an attribute with dates.'),
    ];
  return neverInTime(db, workspaceId, carrying, delay);
}

/** So many of the latest events say enough. */
const LOOKED_AT = 50;
const ENOUGH = 10;

/** Looks at events there were: had the campaign been live, would anybody have come in? */
async function neverInTime(
  db: Db,
  workspaceId: string,
  events: readonly CatalogueEvent[],
  delay: DateDelay,
): Promise<Problem[]> {
  const latest = await many<{ at: Date; attributes: Record<string, unknown> }>(
    db,
    sql`
    select e.occurred_at as at, e.attributes
      from unnest(${events.map((event) => event.name)}::text[]) as n (name)
     cross join lateral (select occurred_at, attributes from events
                          where workspace_id = ${workspaceId} and name = n.name
                          order by occurred_at desc limit ${LOOKED_AT}) e`,
  );
  const person = { attributes: {}, zone: 'UTC' };
  const dues = latest.map((event) => findDue(delay, { ...event, person }));
  if (dues.length < ENOUGH || dues.some((due) => 'at' in due)) return [];
  const over = dues.filter((due) => 'reason' in due && due.reason === 'date_over').length;
  return [
    problemAt(
      over > 0 ? 'trigger.delay.minutes' : 'trigger.delay.attribute',
      `Of the last ${dues.length} events the time was ${over > 0 ? 'over already' : 'not to be found'} each time, so nobody would come in.`,
      over > 0 ? 'Let the message leave later.' : 'Choose an attribute with dates, such as 2026-12-24.',
    ),
  ];
}
