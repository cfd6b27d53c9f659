// An instant in relative words, exact on hover and focus.
import { Tooltip } from '@mantine/core';
import { formatDateTime, formatExact, formatRelative, formatSeconds } from './format.ts';
import { useNow } from './useNow.ts';

interface TimeProps {
  at: string;
  /** "absolute" for tables where rows are compared; "seconds" where steps follow one another quickly. */
  as?: keyof typeof FORMATS;
}

const FORMATS = { relative: formatRelative, absolute: formatDateTime, seconds: formatSeconds };

export function Time({ at, as = 'relative' }: TimeProps) {
  const now = useNow();
  return (
    <Tooltip label={formatExact(at)}>
      <time dateTime={at}>{FORMATS[as](at, now)}</time>
    </Tooltip>
  );
}
