// A filter as it holds for one person: every line with a tick or a cross, and what is known of them.
import { Box, Group, List, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { ExplainedFilter } from '../../../api/types.ts';

const MATCH = { all: 'All of these', any: 'Any of these', none: 'None of these' };

export function ExplainTree({ node }: { node: ExplainedFilter }) {
  return (
    <Box>
      <Verdict node={node} />
      {node.filters.length > 0 && (
        <List listStyleType="none" spacing={6} mt={6} withPadding size="sm">
          {node.filters.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one answer never change places
            <List.Item key={index}>
              <ExplainTree node={part} />
            </List.Item>
          ))}
        </List>
      )}
    </Box>
  );
}

function Verdict({ node }: { node: ExplainedFilter }) {
  const Icon = node.holds ? IconCheck : IconX;
  const tone = node.holds ? 'var(--talaria-good)' : 'var(--talaria-bad)';
  const words = node.match !== null && node.filters.length > 0 ? MATCH[node.match] : node.sentence;
  return (
    <Group gap={8} wrap="nowrap" align="flex-start">
      <Icon
        size={18}
        color={tone}
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
