// Placeholders in the shape of what is coming, announced once to screen readers.
import { Card, Group, Skeleton, Stack, VisuallyHidden } from '@mantine/core';

function Announced() {
  return <VisuallyHidden role="status">Loading</VisuallyHidden>;
}

/** Rows of a table. */
export function LoadingRows({ rows = 8 }: { rows?: number }) {
  return (
    <Stack gap="md" p="lg">
      <Announced />
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Group key={row} wrap="nowrap" gap="lg">
          <Skeleton h={14} style={{ flex: 3 }} />
          <Skeleton h={14} style={{ flex: 2 }} />
          <Skeleton h={14} style={{ flex: 1 }} />
        </Group>
      ))}
    </Stack>
  );
}

/** A screen of a few panels. */
export function LoadingPanels({ panels = 2 }: { panels?: number }) {
  return (
    <Stack>
      <Announced />
      {Array.from({ length: panels }, (_, panel) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Card key={panel}>
          <Skeleton h={18} w={180} mb="lg" />
          <Skeleton h={12} mb="sm" />
          <Skeleton h={12} mb="sm" w="85%" />
          <Skeleton h={12} w="60%" />
        </Card>
      ))}
    </Stack>
  );
}
