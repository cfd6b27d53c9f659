// The head of a screen: where it belongs, its title, one sentence, and what can be done. Sets the tab's title too.
import { Box, Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

interface PageHeaderProps {
  title: string;
  /** Beside the title: a state, a badge. */
  mark?: ReactNode;
  description?: ReactNode;
  /** The way back to the list this screen belongs to. */
  back?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, mark, description, back, actions }: PageHeaderProps) {
  useDocumentTitle(`${title} · Talaria`);
  return (
    <Box mb="lg">
      {back && (
        <Box mb={6} fz="sm">
          {back}
        </Box>
      )}
      <Group justify="space-between" align="flex-start" gap="md">
        <Box style={{ flex: '1 1 18rem', minWidth: 0 }}>
          <Group gap="sm" align="center">
            <Title order={1} style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {mark}
          </Group>
          {description && (
            <Text c="dimmed" mt={4} maw="68ch">
              {description}
            </Text>
          )}
        </Box>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
    </Box>
  );
}
