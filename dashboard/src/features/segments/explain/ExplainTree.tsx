// A filter as it holds for one person: every line with a tick or a cross, and what is known of them.
import { Box, Group, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { ExplainedFilter } from '../../../api/types.ts';
import classes from './ExplainTree.module.css';

const MATCH = { all: 'All of these', any: 'Any of these', none: 'None of these' };

interface ExplainTreeProps {
  node: ExplainedFilter;
  /** In a "none of": what holds keeps them out. */
  inverted?: boolean;
}

export function ExplainTree({ node, inverted = false }: ExplainTreeProps) {
  return (
    <>
      <Verdict node={node} isGood={node.holds !== inverted} />
      {node.filters.length > 0 && (
        <ul className={classes['lines']}>
          {node.filters.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one answer never change places
            <li key={index}>
              <ExplainTree node={part} inverted={inverted !== (node.match === 'none')} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Verdict({ node, isGood }: { node: ExplainedFilter; isGood: boolean }) {
  const Icon = node.holds ? IconCheck : IconX;
  const isGroup = node.actual === null && node.filters.length > 0;
  const words = isGroup && node.match !== null ? MATCH[node.match] : node.sentence;
  return (
    <Group gap={8} wrap="nowrap" align="flex-start">
      <Icon
        size={18}
        color={isGood ? 'var(--talaria-good)' : 'var(--talaria-bad)'}
        role="img"
        aria-label={node.holds ? 'Holds:' : 'Does not hold:'}
        style={{ flex: 'none' }}
      />
      <Box miw={0}>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {words}
        </Text>
        {node.actual !== null && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {node.actual}
          </Text>
        )}
      </Box>
    </Group>
  );
}
