// How far a campaign has come: its numbers, how it is being sent while it is under way or how it went, and its course.
import { Card, Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { isMoving } from '../../api/campaigns.ts';
import { explainMissingPart } from '../../api/chunks.ts';
import type { Report } from '../../api/types.ts';
import { formatNumber, formatRate, formatSpan } from '../../ui/format.ts';
import { Stat } from '../../ui/Stat.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { LivePanel } from './LivePanel.tsx';
import { otherSideOf } from './recipients.ts';

const CourseChart = lazy(() => import('./CourseChart.tsx').catch(explainMissingPart));
const CHART_HEIGHT = 150;

interface PacePanelProps {
  report: Report;
  onUnknown: () => void;
}

export function PacePanel({ report, onUnknown }: PacePanelProps) {
  const failed = report.failed.reduce((sum, reason) => sum + reason.count, 0);
  return (
    <Card component="section" aria-label="Progress">
      <Stack>
        <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xl">
          <Stat label="Accepted" value={report.accepted} note={`by ${otherSideOf(report)}`} />
          <Stat label="Delivered" value={report.delivered} />
          <Stat label="Read" value={report.read} />
          <Stat label="Failed" value={failed} />
        </SimpleGrid>
        {isUnderWay(report) ? (
          <LivePanel report={report} onUnknown={onUnknown} />
        ) : (
          <Outcome report={report} />
        )}
        {report.series.length > 1 && (
          <Suspense fallback={<Skeleton h={CHART_HEIGHT} />}>
            <CourseChart series={report.series} height={CHART_HEIGHT} />
          </Suspense>
        )}
      </Stack>
    </Card>
  );
}

/** A paused one is half way; a stopped one still waits for its last answers. */
const isUnderWay = ({ campaign, finished_at, started_at }: Report): boolean =>
  isMoving(campaign.state) || campaign.state === 'paused' || (started_at !== null && finished_at === null);

function Outcome({ report }: { report: Report }) {
  const { started_at: start, finished_at: end } = report;
  if (!start || !end) return null;
  const seconds = Math.max(1, (Date.parse(end) - Date.parse(start)) / 1000);
  return (
    <Group gap="lg">
      <Text size="sm" c="dimmed" className="numbers">
        Took {formatSpan(seconds)}
        {report.accepted > 0 && ` · ${formatRate(report.accepted / seconds)} a second on average`}
      </Text>
      {report.held > 0 && <StateMark tone="warn">{`${formatNumber(report.held)} still held`}</StateMark>}
    </Group>
  );
}
