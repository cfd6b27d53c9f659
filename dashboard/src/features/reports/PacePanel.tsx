// How far a campaign has come: its numbers, how it is being sent while it is under way or how it went, and its course.
import { Card, Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { isMoving } from '../../api/campaigns.ts';
import { explainMissingPart } from '../../api/chunks.ts';
import type { Report } from '../../api/types.ts';
import { formatNumber, formatRate, formatSpan } from '../../ui/format.ts';
import { Stat } from '../../ui/Stat.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { LivePanel } from './LivePanel.tsx';
import { otherSideOf } from './recipients.ts';
import { UnknownNote } from './UnknownNote.tsx';

const CourseChart = lazy(() => import('./CourseChart.tsx').catch(explainMissingPart));
const CHART_HEIGHT = 150;

interface PacePanelProps {
  report: Report;
  onUnknown: () => void;
}

export function PacePanel({ report, onUnknown }: PacePanelProps) {
  // Of the second under way only a part is known: it would look like a fall.
  const course = report.delivery.per_second > 0 ? report.series.slice(0, -1) : report.series;
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
          <Outcome report={report} onUnknown={onUnknown} />
        )}
        {isWithinADay(course) && (
          <Suspense fallback={<Skeleton h={CHART_HEIGHT} />}>
            <CourseChart series={course} timeZone={report.time_zone} height={CHART_HEIGHT} />
          </Suspense>
        )}
      </Stack>
    </Card>
  );
}

/** What took longer is told by the hour and day, below. */
function isWithinADay(course: Report['series']): boolean {
  const [first, last] = [course[0], course.at(-1)];
  return first !== undefined && last !== undefined && first !== last && hoursBetween(first.at, last.at) < 24;
}

const hoursBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 3_600_000;

/** A paused one is half way; of runs that were chosen those may be over while others go on. */
const isUnderWay = ({ campaign, run, version, finished_at }: Report): boolean =>
  (isMoving(campaign.state) || campaign.state === 'paused') &&
  !((run !== null || version !== null) && finished_at !== null);

function Outcome({ report, onUnknown }: PacePanelProps) {
  const { started_at: start, finished_at: end } = report;
  if (!start) return null;
  if (!end) return <LastAnswers report={report} onUnknown={onUnknown} />;
  return (
    <Group gap="lg">
      <Text size="sm" c="dimmed" className="numbers">
        {report.runs > 1 ? (
          <>
            {formatNumber(report.runs)} runs, from <Time at={start} as="absolute" /> to{' '}
            <Time at={end} as="absolute" />
          </>
        ) : (
          tookWords(report.accepted, (Date.parse(end) - Date.parse(start)) / 1000)
        )}
      </Text>
      {report.held > 0 && <StateMark tone="warn">{`${formatNumber(report.held)} still held`}</StateMark>}
    </Group>
  );
}

/** A rate only where it says something: not of messages that waited for days. */
function tookWords(accepted: number, seconds: number): string {
  const took = Math.max(1, seconds);
  const rate = accepted / took;
  return rate < MIN_RATE
    ? `Took ${formatSpan(took)}`
    : `Took ${formatSpan(took)} · ${formatRate(rate)} a second on average`;
}
const MIN_RATE = 0.1;

/** Of a campaign that was stopped: nothing more leaves, and what has left is still being settled. */
function LastAnswers({ report, onUnknown }: PacePanelProps) {
  const { unknown } = report.delivery;
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        Nothing more leaves; the last calls are being settled.
      </Text>
      {unknown && <UnknownNote unknown={unknown} onShow={onUnknown} />}
    </>
  );
}
