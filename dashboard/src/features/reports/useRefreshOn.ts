// Asks again when a number has changed, at most every few seconds.
import { useThrottledCallback } from '@mantine/hooks';
import { useEffect, useRef } from 'react';

const AT_MOST_EVERY_MS = 3_000;

export function useRefreshOn(value: number, refresh: () => unknown): void {
  const seen = useRef(value);
  const throttled = useThrottledCallback(refresh, AT_MOST_EVERY_MS);
  useEffect(() => {
    if (seen.current === value) return;
    seen.current = value;
    throttled();
  }, [value, throttled]);
}
