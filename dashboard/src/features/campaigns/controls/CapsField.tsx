// At most so many messages to one person within so long: a row each. Of a campaign, or of the workspace, where a row may be for
// the campaigns with a tag alone.
import { ActionIcon, Autocomplete, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { FrequencyCap } from '../../../api/sending-rules.ts';
import { AddButton } from '../../../ui/AddButton.tsx';
import { FaultText } from '../../../ui/FaultText.tsx';

export interface Cap extends FrequencyCap {
  /** null: of all campaigns. Left out where there is no choice. */
  tag?: string | null;
}

interface CapsFieldProps<Of extends Cap> {
  caps: readonly Of[];
  max: number;
  /** For a new row. */
  blank: Of;
  onChange: (caps: Of[]) => void;
  /** What is wrong with a row. */
  errorOf: (index: number) => string | undefined;
  idOf: (index: number) => string;
  /** Tags to choose from; left out: rows have none. */
  tags?: readonly string[];
}

const DAY_HOURS = 24;
const MOST_HOURS = 90 * DAY_HOURS;

export function CapsField<Of extends Cap>(props: CapsFieldProps<Of>) {
  const { caps, max, blank, onChange, errorOf, idOf, tags } = props;
  return (
    <Stack gap="xs">
      {caps.map((cap, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is known by its place
        <div key={index} id={idOf(index)} tabIndex={-1}>
          <CapRow
            cap={cap}
            number={index + 1}
            tags={tags}
            onChange={(next) => onChange(caps.with(index, { ...cap, ...next }))}
            onRemove={() => onChange(caps.toSpliced(index, 1))}
          />
          {errorOf(index) && (
            <FaultText size="xs" mt={4}>
              {errorOf(index)}
            </FaultText>
          )}
        </div>
      ))}
      <Group>
        <AddButton disabled={caps.length >= max} onClick={() => onChange([...caps, blank])}>
          Add a cap
        </AddButton>
      </Group>
    </Stack>
  );
}

interface CapRowProps {
  cap: Cap;
  number: number;
  tags: readonly string[] | undefined;
  onChange: (cap: Partial<Cap>) => void;
  onRemove: () => void;
}

function CapRow({ cap, number, tags, onChange, onRemove }: CapRowProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  // A span that is no whole number of days has only one way to be shown.
  const inDays = cap.hours % DAY_HOURS === 0 && chosen !== 'hours';
  const unit = inDays ? DAY_HOURS : 1;
  const hours = (amount: number, of: number) => Math.max(1, Math.min(MOST_HOURS, amount * of));
  return (
    <Group gap={6}>
      <Text size="sm">At most</Text>
      <NumberInput
        aria-label={`Messages of cap ${number}`}
        w={70}
        min={1}
        max={1000}
        allowDecimal={false}
        allowNegative={false}
        value={cap.times}
        onChange={(times) => typeof times === 'number' && onChange({ times })}
      />
      <Text size="sm">in</Text>
      <NumberInput
        aria-label={`Span of cap ${number}`}
        w={70}
        min={1}
        max={MOST_HOURS / unit}
        allowDecimal={false}
        allowNegative={false}
        value={cap.hours / unit}
        onChange={(amount) =>
          typeof amount === 'number' && amount >= 1 && onChange({ hours: hours(amount, unit) })
        }
      />
      <Select
        aria-label={`Unit of cap ${number}`}
        w={96}
        data={['hours', 'days']}
        value={inDays ? 'days' : 'hours'}
        allowDeselect={false}
        onChange={(next) => {
          setChosen(next);
          if (next === 'days') onChange({ hours: hours(Math.ceil(cap.hours / DAY_HOURS), DAY_HOURS) });
        }}
      />
      {tags && (
        <Autocomplete
          aria-label={`Tag of cap ${number}`}
          placeholder="of all campaigns"
          style={{ flex: '1 1 110px', maxWidth: 200 }}
          maxLength={50}
          data={[...tags]}
          value={cap.tag ?? ''}
          onChange={(tag) => onChange({ tag: tag === '' ? null : tag })}
        />
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={`Remove cap ${number}`}
        onClick={onRemove}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
