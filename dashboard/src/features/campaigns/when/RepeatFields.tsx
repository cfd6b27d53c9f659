// Again and again: every so many days, weeks or months, at which time, from when and until when.
import { Group, NumberInput, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { Panel } from '../../../ui/Panel.tsx';
import { TimeField } from '../../../ui/TimeField.tsx';
import { WeekdayChips } from '../../../ui/WeekdayChips.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId } from '../editor/problems.ts';
import { EndFields } from './EndFields.tsx';
import { MonthFields } from './MonthFields.tsx';
import { RunsPreview } from './RunsPreview.tsx';
import type { Repeat } from './scheduleWords.ts';
import { ZoneSelect } from './ZoneSelect.tsx';

const UNITS = [
  { value: 'day', label: 'days' },
  { value: 'week', label: 'weeks' },
  { value: 'month', label: 'months' },
];
const MAX_INTERVAL = 365;

export function RepeatFields({ schedule }: { schedule: Repeat }) {
  const { change, problems } = useDraftContext();
  const set = (patch: Partial<Repeat>) => change({ schedule: { ...schedule, ...patch } });
  const { every } = schedule;
  return (
    <Panel title="When it goes out">
      <Stack id={fieldId('schedule')} tabIndex={-1}>
        <Group gap={6} align="center">
          <Text size="sm">Every</Text>
          <NumberInput
            id={fieldId('schedule.every.interval')}
            aria-label="How many"
            w={76}
            min={1}
            max={MAX_INTERVAL}
            allowDecimal={false}
            value={every.interval}
            onChange={(value) =>
              typeof value === 'number' &&
              value >= 1 &&
              set({ every: { ...every, interval: Math.min(value, MAX_INTERVAL) } })
            }
            error={Boolean(fieldError(problems, 'schedule.every.interval'))}
          />
          <Select
            aria-label="Days, weeks or months"
            w={120}
            data={UNITS}
            value={every.unit}
            allowDeselect={false}
            onChange={(unit) => unit && set({ every: withUnit(every, unit) })}
          />
        </Group>
        {every.unit === 'week' && (
          <WeekdayChips
            label="Weekdays"
            id={fieldId('schedule.every.weekdays')}
            days={every.weekdays}
            onChange={(weekdays) => set({ every: { ...every, weekdays } })}
            error={fieldError(problems, 'schedule.every.weekdays')}
          />
        )}
        {every.unit === 'month' && (
          <MonthFields on={every.on} onChange={(on) => set({ every: { ...every, on } })} />
        )}
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <TimeField
            id={fieldId('schedule.time')}
            label="At"
            value={schedule.time}
            onChange={(time) => set({ time })}
            error={fieldError(problems, 'schedule.time')}
          />
          <ZoneSelect
            field="schedule.time_zone"
            value={schedule.time_zone}
            onChange={(time_zone) => set({ time_zone })}
          />
        </Group>
        <FieldWarnings field="schedule.time" />
        <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: 'start' }}>
          <DatePickerInput
            id={fieldId('schedule.starts_on')}
            label="First day"
            placeholder="The day it is published"
            valueFormat="D MMM YYYY"
            clearable
            value={schedule.starts_on}
            onChange={(starts_on) => set({ starts_on })}
            error={fieldError(problems, 'schedule.starts_on')}
          />
          <EndFields end={schedule.end} onChange={(end) => set({ end })} />
        </SimpleGrid>
        <RunsPreview schedule={schedule} />
      </Stack>
    </Panel>
  );
}

/** The interval stays; the days begin with Monday, or the first of the month. */
function withUnit({ interval }: Repeat['every'], unit: string): Repeat['every'] {
  if (unit === 'week') return { unit, interval, weekdays: [1] };
  if (unit === 'month') return { unit, interval, on: { by: 'date', day: 1 } };
  return { unit: 'day', interval };
}
