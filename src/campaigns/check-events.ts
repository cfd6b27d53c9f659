// What is wrong with events a campaign waits for: names nobody ever sent, and conditions on attributes they do not carry or that
// hold another type. Goals, triggers and what ends them are checked alike.
import { CLICK_EVENT } from '../delivery/clicks.ts';
import { findSimilar } from '../kit/similar-words.ts';
import { MESSENGER_EVENTS } from '../profiles/event.rules.ts';
import type { CatalogueEvent, EventAttributeType } from '../profiles/event-catalogue.ts';
import type { AttributeFilter, EventMatch } from '../segments/filter.contract.ts';
import { typesFor } from '../segments/filter.types.ts';
import type { Problem } from './campaign.contract.ts';
import { problemAt } from './campaign.problem.ts';
import { HUMAN_REQUESTED } from './conversations.ts';

/** What the service records by itself; it may not have happened yet. */
const OWN_EVENTS: ReadonlySet<string> = new Set([
  ...MESSENGER_EVENTS,
  ...[CLICK_EVENT, HUMAN_REQUESTED, 'segment_entered', 'segment_left'],
]);
/** Of marketing messages new kinds come. */
const isOwn = (name: string): boolean =>
  OWN_EVENTS.has(name) || /^messenger_marketing_message[a-z_]*$/.test(name);

/** A name that looks like one of the service's own, and that nobody else may use: it will never come. */
export function ownNameProblems(name: string, field: string): Problem[] {
  if (!name.startsWith('messenger_') || isOwn(name)) return [];
  const similar = findSimilar(name, [...OWN_EVENTS]);
  return [
    problemAt(
      field,
      `Talaria records no event “${name}”, and nobody else may record one that begins with messenger_.`,
      similar.length > 0 ? `Did you mean ${list(similar)}?` : 'Choose one from the list.',
    ),
  ];
}

/** @param field where the list stands in the definition: trigger.events */
export const eventProblems = (
  matches: readonly EventMatch[],
  field: string,
  catalogue: readonly CatalogueEvent[],
): Problem[] =>
  matches.flatMap((match, index) => {
    const known = catalogue.find((event) => event.name === match.event);
    if (!known)
      return isOwn(match.event) ? [] : unknownEvent(match.event, `${field}.${index}.event`, catalogue);
    return (match.where ?? []).flatMap((condition, place) =>
      conditionProblems(condition, `${field}.${index}.where.${place}`, known),
    );
  });

function unknownEvent(name: string, field: string, catalogue: readonly CatalogueEvent[]): Problem[] {
  const own = ownNameProblems(name, field);
  if (own.length > 0) return own;
  const similar = findSimilar(
    name,
    catalogue.map((event) => event.name),
  );
  return [
    problemAt(
      field,
      `No event “${name}” was ever recorded.`,
      similar.length > 0
        ? `Did you mean ${list(similar)}? If not, send the event once, then choose it.`
        : 'Choose one from the list, or send the event once.',
    ),
  ];
}

const list = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(' or ');

function conditionProblems(condition: AttributeFilter, field: string, event: CatalogueEvent): Problem[] {
  const [name = '', ...inside] = condition.attribute.split('.');
  const known = event.attributes.find((attribute) => attribute.name === name);
  if (!known) return [unknownAttribute(name, `${field}.attribute`, event)];
  const fitting = typesFor(condition);
  if (inside.length > 0 || fitting === null || known.type === 'mixed' || fitting.includes(known.type))
    return [];
  return [
    problemAt(
      'value' in condition || 'values' in condition ? `${field}.value` : `${field}.op`,
      `“${name}” of “${event.name}” is ${WORDS[known.type]}, so this is the same for every event.`,
      `Compare it as ${WORDS[known.type]}, or choose another attribute.`,
    ),
  ];
}

export function unknownAttribute(name: string, field: string, event: CatalogueEvent): Problem {
  const similar = findSimilar(
    name,
    event.attributes.map((attribute) => attribute.name),
  );
  return problemAt(
    field,
    `“${event.name}” never carried an attribute “${name}”.`,
    similar.length > 0 ? `Did you mean ${list(similar)}?` : 'Choose one from the list.',
  );
}

const WORDS: Record<EventAttributeType, string> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  datetime: 'a date and time',
  array: 'a list',
  object: 'an object',
  geo: 'a place',
  mixed: 'now one, now another type',
};
