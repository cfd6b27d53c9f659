// When an unanswered call is looked at next; past that time it is looked at about every second.
import { Countdown } from '../../ui/Countdown.tsx';
import { useSecond } from '../../ui/useSecond.ts';

export function NextLook({ at }: { at: string }) {
  const isPast = Date.parse(at) <= useSecond();
  if (isPast) return 'evidence is looked for now';
  return (
    <>
      evidence is looked for in <Countdown to={at} />
    </>
  );
}
