// What comes out for somebody: a value that is there, written as was chosen, by the service that will write it.
import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { previewBlock } from '../../../api/campaign-texts.ts';
import type { Scalar } from './places.ts';
import { type Way, wayFault, writeValue } from './write.ts';

const PAUSE_MS = 250;
const ANYBODY = { by: 'any' } as const;

export function Example({ values, way }: { values: readonly Scalar[]; way: Way }) {
  const said = sayOf(values, way);
  const [asked] = useDebouncedValue(said, PAUSE_MS);
  const rendered = useQuery({
    queryKey: ['block-preview', asked, ANYBODY],
    queryFn: () => previewBlock(asked ?? '', ANYBODY),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  });
  const { text, explanation } = rendered.data ?? {};
  if (said === null || rendered.error || (text == null && explanation == null)) return null;
  return (
    <Text size="sm" aria-live="polite" style={{ overflowWrap: 'anywhere' }}>
      <Text span c="dimmed" size="xs">
        {text == null ? 'Not with every value: ' : 'For example: '}
      </Text>
      {text ?? explanation}
    </Text>
  );
}

/** The first value that is there; a list cannot be written out in a text, so it is shown by what it holds. */
function sayOf(values: readonly Scalar[], way: Way): string | null {
  const [first] = values;
  if (first === undefined || way.style === 'count' || wayFault(way) !== null) return null;
  if (way.style === 'list') return writeValue(values.slice(0, 3).join(', '), { ...way, style: 'plain' });
  return writeValue(first, way.style === 'first' ? { ...way, style: 'plain' } : way);
}
