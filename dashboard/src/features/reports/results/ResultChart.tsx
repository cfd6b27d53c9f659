// Accepted, delivered, read, clicked and converted in each step. Recharts comes only with this chunk.
import { LineChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import type { Results } from '../../../api/types.ts';
import type { COURSE_SERIES } from './resultWords.ts';

const DAY = 86_400;
const TIME = { weekday: 'short', hour: 'numeric', minute: '2-digit' } as const;
const DATE = { month: 'short', day: 'numeric' } as const;

interface ResultChartProps {
  series: Results['series'];
  shown: readonly (typeof COURSE_SERIES)[number][];
  height: number;
}

export default function ResultChart({ series, shown, height }: ResultChartProps) {
  const { points, step_seconds, time_zone: timeZone } = series;
  const parts = step_seconds >= DAY ? DATE : TIME;
  const format = new Intl.DateTimeFormat(undefined, { ...parts, timeZone });
  const data = points.map(({ at, ...counts }) => ({ ...counts, at: format.format(new Date(at)) }));
  return (
    <figure aria-label="Course over time" style={{ margin: 0 }}>
      <LineChart
        h={height}
        data={data}
        dataKey="at"
        series={shown.map((one) => ({ ...one }))}
        curveType="monotone"
        withDots={points.length === 1}
        gridAxis="x"
        tickLine="none"
        strokeWidth={1.75}
        xAxisProps={{ minTickGap: 48 }}
        yAxisProps={{ width: 52, allowDecimals: false, tickCount: 4 }}
        lineProps={{ isAnimationActive: false }}
        lineChartProps={{ accessibilityLayer: false }}
      />
    </figure>
  );
}
