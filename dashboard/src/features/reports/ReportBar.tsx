// Above the report: of which runs it is, when it was counted, and how it is taken along.
import { Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReportScope, reportExportUrl } from '../../api/reports.ts';
import type { Report, Results } from '../../api/types.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { ShareButtons } from './results/ShareButtons.tsx';
import { ScopeSelect } from './ScopeSelect.tsx';

interface ReportBarProps {
  campaignId: string;
  report: Report;
  /** undefined: not counted yet. */
  results: Results | undefined;
  scope: ReportScope;
  onScope: (scope: ReportScope) => void;
}

export function ReportBar({ campaignId, report, results, scope, onScope }: ReportBarProps) {
  return (
    <Group component="section" aria-label="Report" justify="space-between" align="flex-end" gap="sm">
      <ScopeSelect choices={results?.choices} {...{ scope, onScope }} />
      <Group gap="sm">
        {results && <Counted results={results} />}
        <Group gap="xs">
          <Button
            component="a"
            href={reportExportUrl(campaignId, scope)}
            download
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            Report as CSV
          </Button>
          {results && <ShareButtons report={report} results={results} />}
        </Group>
      </Group>
    </Group>
  );
}

function Counted({ results }: { results: Results }) {
  if (results.is_recounting) return <StateMark tone="busy">Counting anew</StateMark>;
  return (
    <Text size="sm" c="dimmed">
      Counted <Time at={results.counted_at} />
    </Text>
  );
}
