// How it goes right now: rate, what limits it, time left, and the course so far.
import { Card, Group, Progress, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { isMoving } from '../../api/campaigns.ts';
import { explainMissingPart } from '../../api/chunks.ts';
import type { Report } from '../../api/types.ts';
import { formatNumber, formatSpan } from '../../ui/format.ts';
import { Stat } from '../../ui/Stat.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { otherSideOf } from './recipients.ts';

const CourseChart = lazy(() => import('./CourseChart.tsx').catch(explainMissingPart));
const CHART_HEIGHT = 150;

export function PacePanel({ report }: { report: Report }) {
  const failed = report.failed.reduce((sum, reason) => sum + reason.count, 0);
  const skipped = report.skipped.reduce((sum, reason) => sum + reason.count, 0);
  const settled = report.accepted + failed + skipped;
  const isLive = isMoving(report.campaign.state);
  return (
    <Card component="section" aria-label="Progress">
      <Stack>
        <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xl">
          <Stat label="Accepted" value={report.accepted} note={`by ${otherSideOf(report)}`} />
          <Stat label="Delivered" value={report.delivered} />
          <Stat label="Read" value={report.read} />
          <Stat label="Failed" value={failed} />
        </SimpleGrid>
        {isLive && (
          <div>
            <Group justify="space-between" mb={6} gap="xs" role="status">
              <Text size="sm" className="numbers">
                {report.prepared
                  ? `${formatNumber(settled)} of ${formatNumber(report.in_segment)} settled`
                  : 'Preparing the audience'}
                {report.per_second > 0 && `, ${formatNumber(Math.round(report.per_second))} a second`}
                {report.seconds_left !== null && `, ${formatSpan(report.seconds_left)} left`}
              </Text>
              {report.limited_by && (
                <Text size="sm" c="dimmed">
                  {report.limited_by}
                </Text>
              )}
            </Group>
            <Progress
              value={report.in_segment > 0 ? (settled / report.in_segment) * 100 : 0}
              animated
              size="sm"
              aria-label="Share of recipients settled"
            />
          </div>
        )}
        {!isLive && <Outcome report={report} />}
        {report.series.length > 1 && (
          <Suspense fallback={<Skeleton h={CHART_HEIGHT} />}>
            <CourseChart series={report.series} height={CHART_HEIGHT} />
          </Suspense>
        )}
      </Stack>
    </Card>
  );
}

function Outcome({ report }: { report: Report }) {
  const { started_at: start, finished_at: end } = report;
  if (!start || !end) return null;
  const seconds = (Date.parse(end) - Date.parse(start)) / 1000;
  return (
    <Group gap="lg">
      <Text size="sm" c="dimmed" className="numbers">
        Took {formatSpan(Math.max(1, seconds))}
        {report.limited_by && ` · ${report.limited_by}`}
      </Text>
      {report.held > 0 && <StateMark tone="warn">{`${formatNumber(report.held)} still held`}</StateMark>}
    </Group>
  );
}
