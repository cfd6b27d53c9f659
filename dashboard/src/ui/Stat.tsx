// One number with its name, and what it means below.
import { Box, Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatNumber } from './format.ts';

interface StatProps {
  label: string;
  /** undefined: still loading. */
  value: number | string | undefined;
  note?: ReactNode;
}

export function Stat({ label, value, note }: StatProps) {
  return (
    <Box miw={0}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {value === undefined ? (
        <Skeleton h={28} w={72} my={4} />
      ) : (
        <Text className="numbers" fz={24} fw={650} lh={1.3} lts="-0.015em">
          {typeof value === 'number' ? formatNumber(value) : value}
        </Text>
      )}
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Box>
  );
}
