// The day of the month: by its date, or as the first, second, … or last of a weekday.
import { Group, Select, Text } from '@mantine/core';
import { FaultText } from '../../../ui/FaultText.tsx';
import { WEEKDAYS } from '../../../ui/weekdays.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldError, fieldId } from '../editor/problems.ts';
import { ordinal, POSITIONS, type Repeat } from './scheduleWords.ts';

type On = Extract<Repeat['every'], { unit: 'month' }>['on'];
type Position = Extract<On, { by: 'position' }>['position'];

const LAST_DAY = 'last';
const DATES = [
  ...Array.from({ length: 31 }, (_, index) => ({ value: `${index + 1}`, label: ordinal(index + 1) })),
  { value: LAST_DAY, label: 'last day' },
];
const PLACES: readonly Position[] = [1, 2, 3, 4, -1];
const DAYS = WEEKDAYS.map((label, index) => ({ value: `${index + 1}`, label }));
const BY = [
  { value: 'date', label: 'on a date' },
  { value: 'position', label: 'on a weekday' },
];
/** Some months are shorter. */
const EVERY_MONTH_HAS = 28;

export function MonthFields({ on, onChange }: { on: On; onChange: (on: On) => void }) {
  const { problems } = useDraftContext();
  const isDate = on.by === 'date';
  return (
    <div id={fieldId('schedule.every.on')} tabIndex={-1}>
      <Group gap={6}>
        <Select
          aria-label="Which day of the month"
          w={150}
          data={BY}
          value={on.by}
          allowDeselect={false}
          onChange={(by) =>
            onChange(by === 'position' ? { by, position: 1, weekday: 1 } : { by: 'date', day: 1 })
          }
        />
        {isDate ? (
          <Select
            aria-label="Date"
            w={120}
            data={DATES}
            value={on.day === null ? LAST_DAY : `${on.day}`}
            allowDeselect={false}
            onChange={(day) => onChange({ by: 'date', day: day === LAST_DAY ? null : Number(day) })}
          />
        ) : (
          <>
            <Select
              aria-label="Which one"
              w={120}
              data={PLACES.map((place) => ({ value: `${place}`, label: POSITIONS[place] }))}
              value={`${on.position}`}
              allowDeselect={false}
              onChange={(place) => onChange({ ...on, position: Number(place) as Position })}
            />
            <Select
              aria-label="Weekday"
              w={140}
              data={DAYS}
              value={`${on.weekday}`}
              allowDeselect={false}
              onChange={(weekday) => onChange({ ...on, weekday: Number(weekday) })}
            />
          </>
        )}
      </Group>
      {isDate && on.day !== null && on.day > EVERY_MONTH_HAS && (
        <Text size="xs" c="dimmed" mt={4}>
          In a month without a {ordinal(on.day)} it does not go out. Choose “last day” to have it every month.
        </Text>
      )}
      {fieldError(problems, 'schedule.every.on') && (
        <FaultText size="xs">{fieldError(problems, 'schedule.every.on')}</FaultText>
      )}
    </div>
  );
}
