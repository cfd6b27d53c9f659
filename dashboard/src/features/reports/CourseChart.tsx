// Accepted and failed over time. Recharts comes only with this chunk.
import { AreaChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import type { Report } from '../../api/types.ts';

const ACCEPTED = { name: 'accepted', label: 'Accepted', color: 'sea.6' };
const FAILED = { name: 'failed', label: 'Failed', color: 'red.6' };
interface CourseChartProps {
  series: Report['series'];
  timeZone: string;
  height: number;
}

export default function CourseChart({ series, timeZone, height }: CourseChartProps) {
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', timeZone });
  const data = series.map(({ at, accepted, failed }) => ({
    at: clock.format(new Date(at)),
    accepted,
    failed,
  }));
  return (
    <figure aria-label="Accepted and failed over time" style={{ margin: 0 }}>
      <AreaChart
        h={height}
        data={data}
        dataKey="at"
        series={series.some((bucket) => bucket.failed > 0) ? [ACCEPTED, FAILED] : [ACCEPTED]}
        curveType="monotone"
        withDots={false}
        gridAxis="x"
        tickLine="none"
        strokeWidth={1.75}
        xAxisProps={{ minTickGap: 48 }}
        yAxisProps={{ width: 52, allowDecimals: false, tickCount: 3 }}
        areaProps={{ isAnimationActive: false }}
        areaChartProps={{ accessibilityLayer: false }}
      />
    </figure>
  );
}
