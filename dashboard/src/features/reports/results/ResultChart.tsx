// Accepted, delivered, read, clicked and converted in each step. Recharts comes only with this chunk.
import { LineChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import type { Results } from '../../../api/types.ts';
import type { COURSE_SERIES } from './resultWords.ts';

const DAY = 86_400;
const time = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: 'numeric', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

interface ResultChartProps {
  series: Results['series'];
  shown: readonly (typeof COURSE_SERIES)[number][];
  height: number;
}

export default function ResultChart({ series: { points, step_seconds }, shown, height }: ResultChartProps) {
  const format = step_seconds >= DAY ? day : time;
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
        gridAxis="y"
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
