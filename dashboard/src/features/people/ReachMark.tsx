// Whether a person may be messaged: blocked and opted out come before any window.
import { StateMark } from '../../ui/StateMark.tsx';
import { WindowMark } from '../../ui/WindowMark.tsx';

interface Reach {
  opted_out_at: string | null;
  blocked_at: string | null;
  window_closes_at: string | null;
}

export function ReachMark({ identity }: { identity: Reach }) {
  if (identity.opted_out_at) return <StateMark tone="bad">Opted out</StateMark>;
  if (identity.blocked_at) return <StateMark tone="bad">Blocked the Page</StateMark>;
  return <WindowMark closesAt={identity.window_closes_at} />;
}
