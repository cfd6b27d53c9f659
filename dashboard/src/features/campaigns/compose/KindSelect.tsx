// What kind of message it is. Another kind keeps what both can say, and going back brings back the rest.
import { Select, Text } from '@mantine/core';
import { useRef } from 'react';
import type { Json } from './json.ts';
import { changeKind, KINDS, type Kind, kindOf } from './kinds.ts';
import { useMessage } from './useMessage.ts';

const CHOICES = KINDS.map(({ kind, label }) => ({ value: kind, label }));
const HINTS = new Map<string, string>(KINDS.map(({ kind, hint }) => [kind, hint]));

export function KindSelect() {
  const { message, replace } = useMessage();
  const entered = useRef(new Map<Kind, Json>());
  const kind = kindOf(message);
  const choose = (next: Kind) => {
    entered.current.set(kind, message);
    replace(entered.current.get(next) ?? changeKind(message, next));
  };
  return (
    <Select
      label="Kind of message"
      data={kind === 'other' ? CHOICES : CHOICES.filter(({ value }) => value !== 'other')}
      value={kind}
      allowDeselect={false}
      maxDropdownHeight={420}
      onChange={(next) => next && choose(next as Kind)}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {HINTS.get(option.value)}
          </Text>
        </div>
      )}
    />
  );
}
