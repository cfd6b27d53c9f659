// The report of a campaign: live while it sends, and it always adds up or says that it does not.
import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reportQuery } from '../../api/reports.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { FailuresPanel } from './FailuresPanel.tsx';
import { FunnelPanel } from './FunnelPanel.tsx';
import { PacePanel } from './PacePanel.tsx';
import { RecipientsPanel } from './RecipientsPanel.tsx';
import type { RecipientsSearch } from './recipients.ts';

interface ReportPanelProps {
  campaignId: string;
  recipients: RecipientsSearch;
  onRecipients: (search: RecipientsSearch) => void;
}

export function ReportPanel({ campaignId, recipients, onRecipients }: ReportPanelProps) {
  const report = useQuery(reportQuery(campaignId));
  const showReason = (state: 'failed' | 'skipped', reason: string) => {
    onRecipients({ ...recipients, state, reason });
    document.getElementById('recipients')?.scrollIntoView({ behavior: 'smooth' });
  };
  if (report.isPending) return <LoadingPanels />;
  if (!report.data) {
    return (
      <ErrorState error={report.error} title="The report could not be loaded" onRetry={report.refetch} />
    );
  }
  return (
    <Stack gap="lg">
      <PacePanel report={report.data} />
      <FunnelPanel report={report.data} onReason={(reason) => showReason('skipped', reason)} />
      {report.data.failed.length > 0 && (
        <FailuresPanel failed={report.data.failed} onReason={(reason) => showReason('failed', reason)} />
      )}
      <RecipientsPanel
        campaignId={campaignId}
        search={recipients}
        reasons={[...report.data.skipped, ...report.data.failed]}
        settledCount={report.data.accepted + report.data.attempted}
        onSearch={onRecipients}
      />
    </Stack>
  );
}
