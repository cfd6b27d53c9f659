// The time until an instant, second by second. A screen reader finds it where it stands and is not told every second.
import { Text } from '@mantine/core';
import { formatCountdown } from './format.ts';
import { useSecond } from './useSecond.ts';

export function Countdown({ to }: { to: string }) {
  const now = useSecond();
  return (
    <Text span inherit className="numbers" role="timer">
      {formatCountdown((Date.parse(to) - now) / 1000)}
    </Text>
  );
}
