// One event with conditions, as a campaign waits for it: between the API's shape and the builder's fields, what is still
// missing in it, and in words. While it is entered a condition may lack its value; such a one is never sent. Pure.
import type { EventMatch } from '../../../api/types.ts';
import type { AttributeDraft, AttributeFilter, WhichDraft } from '../draft.ts';
import { type Fault, findFaults } from '../faults.ts';
import { sayAttribute } from '../words.ts';

export const newMatch = (): EventMatch => ({ event: '' });

/** The id of a condition is its place: so the same one keeps its fields from one change to the next. */
const conditionId = (index: number): string => `condition-${index}`;

export const toWhich = ({ event, where, where_match }: EventMatch): WhichDraft => ({
  event,
  where: (where ?? []).map((condition, index): AttributeDraft => ({ ...condition, id: conditionId(index) })),
  ...(where_match && { where_match }),
});

export const fromWhich = ({ event, where = [], where_match }: WhichDraft): EventMatch => ({
  event,
  // What is missing in it is said by matchFaults, and finishedMatch leaves it out.
  ...(where.length > 0 && { where: where.map(({ id, ...condition }) => condition as AttributeFilter) }),
  ...(where_match && { where_match }),
});

/** With the path of each field within the match: "event", "where.0.value". */
export interface MatchFault extends Pick<Fault, 'field' | 'message' | 'isMissing'> {
  /** Of which condition; null: of the event itself. */
  condition: number | null;
}

export function matchFaults(match: EventMatch): MatchFault[] {
  const line = { id: 'match', kind: 'event', did: true, times: 'at_least', at_least: 1 } as const;
  const which = toWhich(match);
  return findFaults({ ...line, ...which }).map(({ at, field, message, isMissing }) => {
    const index = which.where?.findIndex((condition) => condition.id === at) ?? -1;
    return index < 0
      ? { condition: null, field, message, isMissing }
      : { condition: index, field: `where.${index}.${field}`, message, isMissing };
  });
}

/** Fit to be sent: without conditions that lack something. null: it has no event yet. */
export function finishedMatch(match: EventMatch): EventMatch | null {
  if (match.event.trim() === '') return null;
  const unfinished = new Set(matchFaults(match).map((fault) => fault.condition));
  const where = match.where?.filter((_condition, index) => !unfinished.has(index));
  if (where?.length === match.where?.length) return match;
  const { where: _all, ...rest } = match;
  return where && where.length > 0 ? { ...rest, where } : rest;
}

/** Comparing with a moment reads otherwise than comparing with a number. */
const typeOf = (condition: AttributeFilter) =>
  'value' in condition && typeof condition.value === 'string' ? 'datetime' : 'string';
const sayCondition = (condition: AttributeFilter): string => {
  const isBound = /^(greater|less)/.test(condition.op);
  return sayAttribute({ ...condition, id: '' }, isBound ? typeOf(condition) : 'string');
};

/** "Order placed", "Cart abandoned where total is more than 50 and currency is EUR". */
export function sayMatch({ event, where = [], where_match = 'all' }: EventMatch): string {
  const name = event.trim() === '' ? '…' : event;
  if (where.length === 0) return name;
  return `${name} where ${where.map(sayCondition).join(where_match === 'any' ? ' or ' : ' and ')}`;
}
