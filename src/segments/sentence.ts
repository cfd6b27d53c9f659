// A filter in plain words, good to read aloud: for lists, for the editor, and for the confirmation before publishing. Pure.
import type { Filter, GroupFilter } from './filter.contract.ts';
import { describeOfPerson } from './sentence.attribute.ts';
import { describeEvent, describeSequence } from './sentence.event.ts';
import {
  describeCampaign,
  describeList,
  describeMessenger,
  describeSegment,
  type NameOf,
} from './sentence.messenger.ts';

export type { NameOf } from './sentence.messenger.ts';

const MAX_LENGTH = 2000;
const NO_NAMES: NameOf = () => undefined;

/**
 * "People whose city is “Brno” and who did purchase at least 2 times in the last 30 days". At most 2,000 characters.
 * @param nameOf the names of segments, lists, campaigns, Pages and links; what it does not know is said by its id.
 */
export function describeFilter(filter: GroupFilter, nameOf: NameOf = NO_NAMES): string {
  if (filter.filters.length === 0) return filter.match === 'any' ? 'Nobody' : 'Everybody';
  const sentence = `People ${describePart(filter, nameOf)}`;
  return sentence.length <= MAX_LENGTH ? sentence : `${sentence.slice(0, MAX_LENGTH - 1)}…`;
}

/** One part of it, to stand after "people": "whose city is “Brno”". */
export function describePart(filter: Filter, nameOf: NameOf = NO_NAMES): string {
  switch (filter.kind) {
    case 'group':
      return describeGroup(filter, nameOf);
    case 'attribute':
      return describeOfPerson(filter);
    case 'event':
      return describeEvent(filter);
    case 'sequence':
      return describeSequence(filter);
    case 'segment':
      return describeSegment(filter, nameOf);
    case 'list':
      return describeList(filter, nameOf);
    case 'messenger':
      return describeMessenger(filter, nameOf);
    case 'campaign':
      return describeCampaign(filter, nameOf);
  }
}

function describeGroup({ match, filters }: GroupFilter, nameOf: NameOf): string {
  if (filters.length === 0) return match === 'any' ? 'of whom there are none' : 'whoever they are';
  const [only] = filters;
  if (match === 'none') {
    const those = filters.map((part) => `those ${inList(part, nameOf)}`);
    return filters.length === 1 ? `who are not among ${those[0]}` : `who are none of: ${those.join(', ')}`;
  }
  if (only && filters.length === 1) return describePart(only, nameOf);
  return filters.map((part) => inBrackets(part, nameOf)).join(match === 'all' ? ' and ' : ' or ');
}

/** Commas keep the items of a list apart, but not those of a list within it. */
const inList = (part: Filter, nameOf: NameOf): string =>
  part.kind === 'group' ? inBrackets(part, nameOf) : describePart(part, nameOf);

/** What holds an "and", an "or" or a list of its own is kept together. */
function inBrackets(part: Filter, nameOf: NameOf): string {
  const text = describePart(part, nameOf);
  return isCompound(part) ? `(${text})` : text;
}

const isCompound = (part: Filter): boolean =>
  part.kind === 'sequence' ||
  (part.kind === 'group' &&
    (part.filters.length > 1 || (part.match !== 'none' && part.filters.some(isCompound))));
