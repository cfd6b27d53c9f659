// People lost a day, as Talaria and as Facebook count them. Recharts comes only with this chunk.
import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { ColorSwatch, Group, Text } from '@mantine/core';
import type { PageDay } from '../../../api/types.ts';

const SERIES = [
  { name: 'blocked', label: 'Not reachable any more (Talaria)', color: 'red.6' },
  { name: 'blocked_conversations', label: 'Blocked (Facebook)', color: 'orange.5' },
  { name: 'reported_conversations', label: 'Reported (Facebook)', color: 'grape.5' },
];
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });

export default function DaysChart({ days, height }: { days: PageDay[]; height: number }) {
  const data = days.map((day) => ({
    day: shortDay.format(new Date(`${day.day}T00:00:00Z`)),
    blocked: day.blocked,
    blocked_conversations: day.blocked_conversations ?? 0,
    reported_conversations: day.reported_conversations ?? 0,
  }));
  return (
    <figure aria-label="Blocks and reports by day" style={{ margin: 0 }}>
      <BarChart
        h={height}
        data={data}
        dataKey="day"
        series={SERIES}
        gridAxis="x"
        tickLine="none"
        xAxisProps={{ minTickGap: 28 }}
        yAxisProps={{ width: 36, allowDecimals: false, tickCount: 3 }}
        barProps={{ isAnimationActive: false, maxBarSize: 14 }}
        barChartProps={{ accessibilityLayer: false }}
      />
      <Group component="figcaption" gap="md" mt="xs">
        {SERIES.map(({ name, label, color }) => (
          <Group key={name} gap={6} wrap="nowrap">
            <ColorSwatch
              color={`var(--mantine-color-${color.replace('.', '-')})`}
              size={10}
              withShadow={false}
            />
            <Text size="sm">{label}</Text>
          </Group>
        ))}
      </Group>
    </figure>
  );
}
