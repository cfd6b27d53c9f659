// Some of the days of the week, each a button that is on or off.
import { Chip, Group } from '@mantine/core';
import { FaultText } from './FaultText.tsx';
import { WEEKDAYS } from './weekdays.ts';

interface WeekdayChipsProps {
  label: string;
  id?: string;
  /** 1 is Monday. */
  days: readonly number[];
  onChange: (days: number[]) => void;
  error?: string | undefined;
}

export function WeekdayChips({ label, id, days, onChange, error }: WeekdayChipsProps) {
  return (
    <div>
      <Chip.Group
        multiple
        value={days.map(String)}
        onChange={(chosen) => onChange(chosen.map(Number).sort((a, b) => a - b))}
      >
        <Group gap={4} mih={36} role="group" aria-label={label} id={id} tabIndex={id ? -1 : undefined}>
          {WEEKDAYS.map((word, index) => (
            <Chip key={word} size="xs" radius="sm" value={`${index + 1}`}>
              {word.slice(0, 3)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {error && <FaultText size="xs">{error}</FaultText>}
    </div>
  );
}
