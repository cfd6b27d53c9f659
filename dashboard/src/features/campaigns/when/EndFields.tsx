// When a campaign that goes out again and again has its last run.
import { Group, NumberInput, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { serviceNow } from '../../../ui/clock.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldError, fieldId } from '../editor/problems.ts';
import { tomorrowMorning } from '../editor/schedule.ts';
import type { Repeat } from './scheduleWords.ts';

type End = Repeat['end'];
const KINDS = [
  { value: 'never', label: 'Never' },
  { value: 'on', label: 'After a day' },
  { value: 'after', label: 'After so many times' },
];
const MAX_RUNS = 10_000;
const MONTH_MS = 30 * 86_400_000;

export function EndFields({ end, onChange }: { end: End; onChange: (end: End) => void }) {
  const { problems } = useDraftContext();
  const choose = (kind: string | null) => {
    if (kind === 'on')
      onChange({ kind, date: tomorrowMorning(serviceNow() + MONTH_MS).slice(0, 'yyyy-mm-dd'.length) });
    else if (kind === 'after') onChange({ kind, runs: 10 });
    else onChange({ kind: 'never' });
  };
  return (
    <Group gap={6} align="flex-end" id={fieldId('schedule.end')} tabIndex={-1}>
      <Select
        label="Ends"
        style={{ flex: '1 1 9rem' }}
        data={KINDS}
        value={end.kind}
        allowDeselect={false}
        onChange={choose}
      />
      {end.kind === 'on' && (
        <DatePickerInput
          id={fieldId('schedule.end.date')}
          aria-label={`Last day: ${end.date}`}
          style={{ flex: '1 1 9rem' }}
          valueFormat="D MMM YYYY"
          value={end.date}
          onChange={(date) => date && onChange({ kind: 'on', date })}
          error={fieldError(problems, 'schedule.end')}
        />
      )}
      {end.kind === 'after' && (
        <NumberInput
          id={fieldId('schedule.end.runs')}
          aria-label="Times"
          style={{ flex: '1 1 7rem' }}
          min={1}
          max={MAX_RUNS}
          allowDecimal={false}
          suffix=" times"
          value={end.runs}
          onChange={(runs) =>
            typeof runs === 'number' &&
            runs >= 1 &&
            onChange({ kind: 'after', runs: Math.min(runs, MAX_RUNS) })
          }
          error={fieldError(problems, 'schedule.end')}
        />
      )}
    </Group>
  );
}
