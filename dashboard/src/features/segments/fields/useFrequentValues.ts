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
