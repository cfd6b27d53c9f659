// An instant in relative words, exact on hover and focus.
import { Tooltip } from '@mantine/core';
import { formatDateTime, formatExact, formatRelative } from './format.ts';
import { useNow } from './useNow.ts';

interface TimeProps {
  at: string;
  /** "absolute" for tables where rows are compared. */
  as?: 'relative' | 'absolute';
}

export function Time({ at, as = 'relative' }: TimeProps) {
  const now = useNow();
  return (
    <Tooltip label={formatExact(at)}>
      <time dateTime={at}>{as === 'relative' ? formatRelative(at, now) : formatDateTime(at)}</time>
    </Tooltip>
  );
}
