// The number of people over time. Recharts comes only with this chunk.
import { AreaChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import type { SegmentHistory } from '../../../api/types.ts';
import { formatDateTime, formatNumber } from '../../../ui/format.ts';

const PEOPLE = { name: 'people', label: 'People', color: 'sea.6' };

interface HistoryChartProps {
  counts: SegmentHistory['counts'];
  height: number;
}

export default function HistoryChart({ counts, height }: HistoryChartProps) {
  const data = counts.map(({ at, people }) => ({ at: formatDateTime(at), people }));
  return (
    <figure aria-label="People in the segment over time" style={{ margin: 0 }}>
      <AreaChart
        h={height}
        data={data}
        dataKey="at"
        series={[PEOPLE]}
        curveType="stepAfter"
        withDots={counts.length === 1}
        gridAxis="y"
        tickLine="none"
        strokeWidth={1.75}
        valueFormatter={formatNumber}
        xAxisProps={{ minTickGap: 64 }}
        yAxisProps={{ width: 52, allowDecimals: false, tickCount: 4 }}
        areaProps={{ isAnimationActive: false }}
        areaChartProps={{ accessibilityLayer: false }}
      />
    </figure>
  );
}
