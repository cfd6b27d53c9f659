// Types, changes and senders in an operator's words. Pure.
import type { Attribute, AttributeChange, AttributeDetails, AttributeType } from '../../api/types.ts';
import { formatNumber } from '../../ui/format.ts';

export const TYPE_WORDS: Record<AttributeType | 'mixed', string> = {
  string: 'Text',
  number: 'Number',
  boolean: 'Yes or no',
  datetime: 'Date and time',
  array: 'List',
  object: 'Object',
  geo: 'Place',
  mixed: 'Several types',
};

const SOURCES: Record<string, string> = {
  api: 'the API',
  moengage: 'the MoEngage dialect',
  segment: 'the Segment dialect',
  website: 'a website',
  import: 'an import',
  messenger: 'Facebook',
  conversion: 'the change of type',
};
export const sourceWord = (source: AttributeDetails['conflicts_by_type'][number]['last_source']): string =>
  SOURCES[source] ?? source;

export function changeWords({ kind, new_name, progress }: AttributeChange): string {
  const share = `${Math.floor(progress * 100)}%`;
  if (kind === 'delete') return `Being deleted, ${share}`;
  return kind === 'rename' ? `Becoming ${new_name}, ${share}` : `Values being converted, ${share}`;
}

const countConflicts = (count: number): string =>
  count === 1 ? '1 value refused' : `${formatNumber(count)} values refused`;

/** What the owner is to see about it first; '': nothing. */
export function attentionWords({ change, conflicts, left_out }: Attribute): string {
  if (change) return changeWords(change);
  if (conflicts > 0) return countConflicts(conflicts);
  return left_out > 0 ? `${formatNumber(left_out)} from websites left out` : '';
}

/** By name, description, type in words, and what is inside. */
export function matches(attribute: Attribute, search: string): boolean {
  const { name, description, type, paths } = attribute;
  const inside = paths.map(({ path }) => path).join(' ');
  return `${name} ${description} ${TYPE_WORDS[type]} ${inside}`.toLowerCase().includes(search.toLowerCase());
}
