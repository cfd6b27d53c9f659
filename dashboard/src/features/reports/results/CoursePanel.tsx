// The course over time: which figures are shown is chosen by their names.
import { Chip, Group, Skeleton, Stack, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { explainMissingPart } from '../../../api/chunks.ts';
import type { Results } from '../../../api/types.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { COURSE_SERIES, stepWords } from './resultWords.ts';

const ResultChart = lazy(() => import('./ResultChart.tsx').catch(explainMissingPart));
const HEIGHT = 240;

export function CoursePanel({ results: { series } }: { results: Results }) {
  const there = COURSE_SERIES.filter(({ name }) => series.points.some((point) => point[name] > 0));
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const shown = there.filter(({ name }) => !hidden.includes(name));
  return (
    <Panel
      title="Course"
      description={`How many, ${stepWords(series.step_seconds)}, by the clocks of ${series.time_zone}.`}
    >
      {there.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing has been accepted yet.
        </Text>
      ) : (
        <Stack gap="sm">
          <Chip.Group
            multiple
            value={shown.map(({ name }) => name)}
            onChange={(names) => setHidden(there.flatMap(({ name }) => (names.includes(name) ? [] : [name])))}
          >
            <Group gap={6} role="group" aria-label="What is shown">
              {there.map(({ name, label, color }) => (
                <Chip key={name} value={name} size="xs" variant="outline" color={color}>
                  {label}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <Suspense fallback={<Skeleton h={HEIGHT} />}>
            <ResultChart series={series} shown={shown} height={HEIGHT} />
          </Suspense>
        </Stack>
      )}
    </Panel>
  );
}
