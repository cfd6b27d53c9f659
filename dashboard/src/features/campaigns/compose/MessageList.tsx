// A list inside the message, item below item: adding up to its limit, moving, copying and removing.
import { Group, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { AddButton } from '../../../ui/AddButton.tsx';
import { fieldId } from '../editor/problems.ts';
import { ItemBar } from './ItemBar.tsx';
import type { Json } from './json.ts';
import { PartError } from './PartError.tsx';
import { useMessage } from './useMessage.ts';

interface MessageListProps {
  path: string;
  title: string;
  /** What one is: "Button". */
  noun: string;
  max: number;
  /** A list that may be left out goes away with its last item. */
  min?: number;
  hint?: string;
  empty: () => Json;
  children: (path: string, index: number) => ReactNode;
}

export function MessageList({ path, title, noun, max, min = 0, hint, empty, children }: MessageListProps) {
  const { list, set, field } = useMessage();
  const items = list(path);
  const change = (next: unknown[]) => set(path, next.length === 0 && min === 0 ? undefined : next);
  return (
    <Stack gap="xs" id={fieldId(field(path))} tabIndex={-1} role="group" aria-label={title}>
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {title}{' '}
          <Text span size="sm" c="dimmed" className="numbers">
            {items.length} of {max}
          </Text>
        </Text>
        <AddButton isQuiet isSmall disabled={items.length >= max} onClick={() => change([...items, empty()])}>
          Add {noun.toLowerCase()}
        </AddButton>
      </Group>
      {hint && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
      <PartError path={path} />
      {items.map((_item, index) => (
        <Paper
          // biome-ignore lint/suspicious/noArrayIndexKey: items of a message have no identity but their place
          key={index}
          id={fieldId(field(`${path}.${index}`))}
          tabIndex={-1}
          role="group"
          aria-label={`${noun} ${index + 1}`}
          withBorder
          p="sm"
          radius="md"
        >
          <Stack gap="xs">
            <ItemBar
              title={`${noun} ${index + 1}`}
              items={items}
              index={index}
              max={max}
              min={min}
              onChange={change}
            />
            {children(`${path}.${index}`, index)}
          </Stack>
        </Paper>
      ))}
    </Stack>
  );
}
