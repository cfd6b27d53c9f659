// The values of an attribute that most people, or events, have: what a field offers while somebody types.
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { frequentValuesQuery } from '../../../api/segments.ts';
import type { Scalar } from '../draft.ts';

export interface ValuesOf {
  attribute: string;
  /** null: an attribute of the person. */
  event: string | null;
}

const PAUSE_MS = 200;
const NONE: Scalar[] = [];

/** Nothing while they are not known, or cannot be: the field works without them. */
export function useFrequentValues({ attribute, event }: ValuesOf, search: string): Scalar[] {
  const [settled] = useDebouncedValue(search.trim().slice(0, 200), PAUSE_MS);
  const found = useQuery({
    ...frequentValuesQuery(attribute, event, settled),
    enabled: attribute !== '' && attribute !== 'customer_id' && event !== '',
    placeholderData: keepPreviousData,
  });
  return found.data?.values.map(({ value }) => value) ?? NONE;
}

/** Wildcards of "matches": such a text is no value itself. */
const WILDCARD = /[*?]/;

/** No value that is known has these letters. False as long as that is not sure, or none is known at all. */
export function useIsUnseen({ attribute, event }: ValuesOf, text: string): boolean {
  const [settled] = useDebouncedValue(text.trim().slice(0, 200), PAUSE_MS);
  const isAsked = attribute !== '' && attribute !== 'customer_id' && event !== '';
  const all = useQuery({ ...frequentValuesQuery(attribute, event, ''), enabled: isAsked });
  const alike = useQuery({
    ...frequentValuesQuery(attribute, event, settled),
    enabled: isAsked && settled !== '',
  });
  const isSure = settled === text.trim() && settled !== '' && !WILDCARD.test(settled);
  return isSure && (all.data?.values.length ?? 0) > 0 && alike.data?.values.length === 0;
}
