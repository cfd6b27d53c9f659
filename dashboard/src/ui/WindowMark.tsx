// Whether a person may be messaged freely now.
import { describeWindow } from './format.ts';
import { StateMark } from './StateMark.tsx';
import { useNow } from './useNow.ts';

export function WindowMark({ closesAt }: { closesAt: string | null }) {
  const { tone, text } = describeWindow(closesAt, useNow());
  return <StateMark tone={tone}>{text}</StateMark>;
}
