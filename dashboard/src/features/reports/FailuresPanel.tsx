// Failures by code, each with the platform's meaning and a remedy.
import type { ReasonCount } from '../../api/types.ts';
import { countPeople } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { ReasonRows } from './ReasonRows.tsx';

interface FailuresPanelProps {
  failed: ReasonCount[];
  onReason: (reason: string) => void;
}

export function FailuresPanel({ failed, onReason }: FailuresPanelProps) {
  const all = failed.reduce((sum, reason) => sum + reason.count, 0);
  return (
    <Panel title="Why it failed" description={`${countPeople(all)} by the code of the answer.`}>
      <ReasonRows reasons={failed} of={all} onReason={onReason} />
    </Panel>
  );
}
