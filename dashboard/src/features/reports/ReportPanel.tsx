// The report of a campaign: live while it sends, of all its runs or those that are chosen, and it always adds up or says that
// it does not.
import { Button, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { isWhole, type ReportScope, reportQuery } from '../../api/reports.ts';
import { resultsQuery } from '../../api/results.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { FailuresPanel } from './FailuresPanel.tsx';
import { FunnelPanel } from './FunnelPanel.tsx';
import { PacePanel } from './PacePanel.tsx';
import { ReportBar } from './ReportBar.tsx';
import { ResponsesPanel } from './ResponsesPanel.tsx';
import { ResultsPanels } from './results/ResultsPanels.tsx';

interface ReportPanelProps {
  campaignId: string;
  scope: ReportScope;
  onScope: (scope: ReportScope) => void;
  /** Somebody wants to see who is behind a number. */
  onShow: (state: 'failed' | 'skipped' | 'unknown', reason?: string) => void;
}

export function ReportPanel({ campaignId, scope, onScope, onShow }: ReportPanelProps) {
  const report = useQuery(reportQuery(campaignId, scope));
  const results = useQuery(resultsQuery(campaignId, scope));
  if (report.isPending) return <LoadingPanels />;
  if (!report.data || report.error) {
    return (
      <Stack gap="sm">
        <ErrorState error={report.error} title="The report could not be loaded" onRetry={report.refetch} />
        {!isWhole(scope) && (
          <Group>
            <Button variant="default" onClick={() => onScope({})}>
              Show the report of all runs
            </Button>
          </Group>
        )}
      </Stack>
    );
  }
  const isOld = report.isPlaceholderData || results.isPlaceholderData;
  return (
    <Stack gap="lg">
      <ReportBar report={report.data} results={results.data} {...{ campaignId, scope, onScope }} />
      <Stack gap="lg" style={{ opacity: isOld ? 0.6 : 1 }} aria-busy={isOld}>
        <PacePanel report={report.data} onUnknown={() => onShow('unknown')} />
        <FunnelPanel
          report={report.data}
          results={results.data}
          onReason={(reason) => onShow('skipped', reason)}
        />
        <ResultsPanels query={results} />
        {report.data.accepted > 0 && report.data.campaign.page_name !== null && (
          <ResponsesPanel report={report.data} />
        )}
        {(report.data.failed.length > 0 || report.data.retryable > 0) && (
          <FailuresPanel report={report.data} onReason={(reason) => onShow('failed', reason)} />
        )}
      </Stack>
    </Stack>
  );
}
