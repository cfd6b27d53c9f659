// The head of one item of a list: what it is, and moving, copying or removing it.
import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconCopy,
  IconX,
} from '@tabler/icons-react';
import { moveItem } from './json.ts';

interface ItemBarProps<T> {
  title: string;
  /** What the buttons call it, when the title is a sentence. */
  name?: string;
  items: readonly T[];
  index: number;
  /** Cards lie beside each other, everything else below. */
  across?: boolean;
  /** How many there may be; at it nothing is copied. Without it copying is not offered. */
  max?: number;
  min?: number;
  /** `at`: where the item is afterwards. */
  onChange: (items: T[], at: number) => void;
}

export function ItemBar<T>(props: ItemBarProps<T>) {
  const { title, name = title.toLowerCase(), items, index, across, max, min = 0, onChange } = props;
  const [Before, After] = across ? [IconArrowLeft, IconArrowRight] : [IconArrowUp, IconArrowDown];
  const [before, after] = across ? ['left', 'right'] : ['up', 'down'];
  const move = (to: number) => onChange(moveItem(items, index, to), to);
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm" fw={550}>
        {title}
      </Text>
      <Group gap={2} wrap="nowrap">
        <Tool label={`Move ${name} ${before}`} isOff={index === 0} onClick={() => move(index - 1)}>
          <Before size={16} />
        </Tool>
        <Tool
          label={`Move ${name} ${after}`}
          isOff={index === items.length - 1}
          onClick={() => move(index + 1)}
        >
          <After size={16} />
        </Tool>
        {max !== undefined && (
          <Tool
            label={`Duplicate ${name}`}
            isOff={items.length >= max}
            onClick={() => onChange(items.toSpliced(index + 1, 0, items[index]!), index + 1)}
          >
            <IconCopy size={16} />
          </Tool>
        )}
        <Tool
          label={`Remove ${name}`}
          isOff={items.length <= min}
          onClick={() => onChange(items.toSpliced(index, 1), Math.max(0, index - 1))}
        >
          <IconX size={16} />
        </Tool>
      </Group>
    </Group>
  );
}

interface ToolProps {
  label: string;
  isOff: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function Tool({ label, isOff, onClick, children }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={isOff} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
