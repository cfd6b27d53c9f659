// Whether people like to be written to: reachable people, blocks and reports over four weeks, and when campaigns pause.
import { Alert, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import type { PageDay, PageHealth } from '../../../api/types.ts';
import { formatNumber, formatShare } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Stat } from '../../../ui/Stat.tsx';

const DaysChart = lazy(() => import('./DaysChart.tsx'));
const CHART_HEIGHT = 220;

export function PeoplePanel({ health }: { health: PageHealth }) {
  const { days, pause_at: limit } = health;
  const blocked = sum(days, (day) => day.blocked);
  const sent = sum(days, (day) => day.sent);
  const told = days.findLast((day) => day.connections !== null);
  const isQuiet = days.every(
    (day) => day.blocked === 0 && !day.blocked_conversations && !day.reported_conversations,
  );
  return (
    <Panel title="Blocks and reports" description={`The last ${days.length} days. ${pauseWords(limit)}`}>
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xl">
          <Stat
            label="Reachable, says Facebook"
            value={told?.connections == null ? '–' : told.connections}
            note="people less those who block"
          />
          <Stat
            label="Not reachable any more"
            value={blocked}
            note={`${formatShare(blocked, sent)} of ${formatNumber(sent)} calls`}
          />
          <Stat label="Blocked, says Facebook" value={insight(days, 'blocked_conversations')} />
          <Stat label="Reported, says Facebook" value={insight(days, 'reported_conversations')} />
        </SimpleGrid>
        {health.insights_error !== null && (
          <Alert
            color="yellow"
            icon={<IconInfoCircle size={18} />}
            title="Facebook told no numbers the last time"
          >
            <Text size="sm">{health.insights_error}</Text>
          </Alert>
        )}
        {isQuiet ? (
          <Text size="sm" c="dimmed">
            Nobody blocked or reported the Page in this time, as far as is known.
          </Text>
        ) : (
          <Suspense fallback={<Skeleton h={CHART_HEIGHT} />}>
            <DaysChart days={days} height={CHART_HEIGHT} />
          </Suspense>
        )}
      </Stack>
    </Panel>
  );
}

const pauseWords = ({ count, percent }: PageHealth['pause_at']): string =>
  count === 0
    ? 'Campaigns do not pause themselves because of blocks (BLOCKS_PAUSE_COUNT is 0).'
    : `When ${formatNumber(count)} people cannot be reached any more, and they are ${percent} % or more of the calls since the first of them, the Page’s campaigns pause themselves.`;

const sum = (days: PageDay[], of: (day: PageDay) => number): number =>
  days.reduce((total, day) => total + of(day), 0);

function insight(days: PageDay[], name: 'blocked_conversations' | 'reported_conversations'): number | string {
  return days.every((day) => day[name] === null) ? '–' : sum(days, (day) => day[name] ?? 0);
}
