// Who failed, by class: what it means, who can mend it and how, who they are, and sending again to those it can help.
import type { Report } from '../../api/types.ts';
import { countPeople } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { ReasonRows } from './ReasonRows.tsx';
import { SendAgainButton } from './SendAgainButton.tsx';

interface FailuresPanelProps {
  report: Report;
  onReason: (reason: string) => void;
}

export function FailuresPanel({ report, onReason }: FailuresPanelProps) {
  const all = report.failed.reduce((sum, reason) => sum + reason.count, 0);
  return (
    <Panel
      title="Failed or not sent"
      description={describe(report, all)}
      actions={<SendAgainButton report={report} />}
    >
      {all > 0 && <ReasonRows reasons={report.failed} of={all} onReason={onReason} />}
    </Panel>
  );
}

/** Of the skipped only those are spoken of here who can be sent to by now; all of them stand in the funnel. */
function describe(report: Report, failed: number): string {
  const skipped = report.skipped.reduce((sum, reason) => sum + reason.retryable, 0);
  const wrote = `${countPeople(skipped)} skipped for the closed window ${skipped === 1 ? 'has' : 'have'} written since.`;
  const byCode = `${countPeople(failed)} failed, by the code of the answer.`;
  return [failed > 0 && byCode, skipped > 0 && wrote].filter(Boolean).join(' ');
}
