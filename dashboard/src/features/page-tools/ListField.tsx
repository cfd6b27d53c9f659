// A short list of things with a few fields each: add, remove, move up. The limit is told as the list grows.
import { ActionIcon, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import type { ComponentType } from 'react';

interface ListFieldProps<T> {
  /** What one is: "question". */
  noun: string;
  max: number;
  items: T[];
  empty: T;
  onChange: (items: T[]) => void;
  row: ComponentType<{ item: T; label: string; onChange: (changes: Partial<T>) => void }>;
}

export function ListField<T>({ noun, max, items, empty, onChange, row: Row }: ListFieldProps<T>) {
  return (
    <Stack gap="sm">
      {items.map((item, index) => {
        const label = `${noun} ${index + 1}`;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          <Group key={index} wrap="nowrap" gap={4} align="flex-start">
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" verticalSpacing={4} flex={1}>
              <Row
                item={item}
                label={label}
                onChange={(changes) => onChange(items.with(index, { ...item, ...changes }))}
              />
            </SimpleGrid>
            <ActionIcon
              aria-label={`Move ${label} up`}
              mt={4}
              disabled={index === 0}
              onClick={() => onChange(items.with(index - 1, item).with(index, items[index - 1]!))}
            >
              <IconArrowUp size={15} />
            </ActionIcon>
            <ActionIcon
              aria-label={`Remove ${label}`}
              mt={4}
              onClick={() => onChange(items.toSpliced(index, 1))}
            >
              <IconX size={15} />
            </ActionIcon>
          </Group>
        );
      })}
      <Group justify="space-between">
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconPlus size={13} aria-hidden />}
          disabled={items.length >= max}
          onClick={() => onChange([...items, empty])}
        >
          Add {noun}
        </Button>
        <Text size="xs" c="dimmed" className="numbers">
          {items.length} of {max}
        </Text>
      </Group>
    </Stack>
  );
}
