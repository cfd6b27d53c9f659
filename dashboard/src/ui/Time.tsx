// An instant in relative words, exact on hover and focus.
import { Tooltip } from '@mantine/core';
import { formatDateTime, formatExact, formatInZone, formatRelative, formatSeconds } from './format.ts';
import { useNow } from './useNow.ts';

interface TimeProps {
  at: string;
  /** "absolute" for tables where rows are compared; "seconds" where steps follow one another quickly. */
  as?: keyof typeof FORMATS;
  /** By whose clocks; none: the device's. The place names it, once. A relative time has none. */
  zone?: string | null | undefined;
}

const FORMATS = { relative: formatRelative, absolute: formatDateTime, seconds: formatSeconds };

export function Time({ at, as = 'relative', zone }: TimeProps) {
  const now = useNow();
  return (
    <Tooltip label={formatExact(at)}>
      <time dateTime={at}>
        {as !== 'relative' && zone ? formatInZone(at, zone, as) : FORMATS[as](at, now)}
      </time>
    </Tooltip>
  );
}
