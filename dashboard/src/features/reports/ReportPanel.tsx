// The report of a campaign: live while it sends, and it always adds up or says that it does not.
import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reportQuery } from '../../api/reports.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { FailuresPanel } from './FailuresPanel.tsx';
import { FunnelPanel } from './FunnelPanel.tsx';
import { PacePanel } from './PacePanel.tsx';
import { ResponsesPanel } from './ResponsesPanel.tsx';
import { ResultsPanels } from './results/ResultsPanels.tsx';

interface ReportPanelProps {
  campaignId: string;
  /** Somebody wants to see who is behind a number. */
  onShow: (state: 'failed' | 'skipped' | 'unknown', reason?: string) => void;
}

export function ReportPanel({ campaignId, onShow }: ReportPanelProps) {
  const report = useQuery(reportQuery(campaignId));
  if (report.isPending) return <LoadingPanels />;
  if (!report.data) {
    return (
      <ErrorState error={report.error} title="The report could not be loaded" onRetry={report.refetch} />
    );
  }
  return (
    <Stack gap="lg">
      <PacePanel report={report.data} onUnknown={() => onShow('unknown')} />
      <FunnelPanel report={report.data} onReason={(reason) => onShow('skipped', reason)} />
      <ResultsPanels report={report.data} />
      {report.data.accepted > 0 && report.data.campaign.page_name !== null && (
        <ResponsesPanel report={report.data} />
      )}
      {(report.data.failed.length > 0 || report.data.retryable > 0) && (
        <FailuresPanel report={report.data} onReason={(reason) => onShow('failed', reason)} />
      )}
    </Stack>
  );
}
