// A count with its share as a bar: one step of a funnel.
import { Box, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatNumber, formatShare } from './format.ts';
import classes from './MeterRow.module.css';

interface MeterRowProps {
  label: ReactNode;
  value: number;
  /** The whole the bar is a share of. */
  of: number;
  tone?: 'normal' | 'bad' | 'quiet';
  note?: ReactNode;
}

export function MeterRow({ label, value, of, tone = 'normal', note }: MeterRowProps) {
  const percent = of > 0 ? Math.min(100, (value / of) * 100) : 0;
  return (
    <Box>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
        <Text size="sm">{label}</Text>
        <Text size="sm" className="numbers" style={{ whiteSpace: 'nowrap' }}>
          <Text span fw={600}>
            {formatNumber(value)}
          </Text>{' '}
          <Text span c="dimmed" ml={4} miw={44} display="inline-block" ta="end">
            {formatShare(value, of)}
          </Text>
        </Text>
      </Group>
      <div className={classes['track']} aria-hidden>
        <div className={classes['bar']} data-tone={tone} style={{ width: `${percent}%` }} />
      </div>
      {note && (
        <Text size="xs" c="dimmed" mt={3}>
          {note}
        </Text>
      )}
    </Box>
  );
}
