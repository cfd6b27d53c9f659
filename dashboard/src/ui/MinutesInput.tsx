// A span kept in minutes, entered as an amount of minutes, hours, days or weeks.
import { Group, Input, NumberInput, Select } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { type MinutesUnit, UNIT_MINUTES, unitOf } from './minutes.ts';

interface MinutesInputProps {
  id?: string;
  label: string;
  description?: ReactNode;
  value: number;
  max: number;
  /** Only numbers within the limits go further. */
  onChange: (minutes: number) => void;
  error?: ReactNode;
  /** Behind the unit: "after the event". */
  after?: ReactNode;
}

export function MinutesInput(props: MinutesInputProps) {
  const { id, label, description, value, max, onChange, error, after } = props;
  const ownId = useId();
  const [unit, setUnit] = useState<MinutesUnit>(() => unitOf(value));
  // What is half typed stays; a value from elsewhere is shown in a unit that fits it.
  const [typed, setTyped] = useState<{ amount: number | string; of: number }>({
    amount: value / UNIT_MINUTES[unit],
    of: value,
  });
  const shownUnit = value % UNIT_MINUTES[unit] === 0 ? unit : unitOf(value);
  const amount = typed.of === value ? typed.amount : value / UNIT_MINUTES[shownUnit];
  const most = Math.floor(max / UNIT_MINUTES[shownUnit]);
  const isGood = (next: number | string): next is number =>
    typeof next === 'number' && next >= 1 && next <= most;
  const enter = (next: number | string, of: MinutesUnit) => {
    const minutes = isGood(next) ? Math.min(max, next * UNIT_MINUTES[of]) : value;
    setUnit(of);
    setTyped({ amount: isGood(next) ? minutes / UNIT_MINUTES[of] : next, of: minutes });
    if (minutes !== value) onChange(minutes);
  };
  return (
    <Input.Wrapper
      id={id ?? ownId}
      label={label}
      description={description}
      error={error ?? (isGood(amount) ? undefined : `From 1 to ${most}.`)}
    >
      <Group gap={6} mt={4}>
        <NumberInput
          id={id ?? ownId}
          w={90}
          min={1}
          max={most}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          value={amount}
          onChange={(next) => enter(next, shownUnit)}
          error={Boolean(error) || !isGood(amount)}
        />
        <Select
          aria-label={`Unit of ${label.toLowerCase()}`}
          w={120}
          data={Object.keys(UNIT_MINUTES)}
          value={shownUnit}
          allowDeselect={false}
          onChange={(next) => next && enter(amount, next as MinutesUnit)}
        />
        {after}
      </Group>
    </Input.Wrapper>
  );
}
