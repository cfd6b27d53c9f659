// A moment, chosen in the time of the device and kept with its zone; or a whole day.
import { DatePickerInput, DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import dayjs from 'dayjs';
import classes from './fields.module.css';

const TIME = 'D MMM YYYY, HH:mm';
const DAY = 'D MMM YYYY';
const EMPTY = 'Choose';

/** The fields are buttons: what they show is part of their name. */
const named = (label: string, value: string | undefined, format: string): string =>
  `${label}: ${value ? dayjs(value).format(format) : EMPTY}`;

interface InstantFieldProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  error?: string | undefined;
}

export function InstantField({ label, value, onChange, error }: InstantFieldProps) {
  return (
    <DateTimePicker
      className={classes['instant']}
      aria-label={named(label, value, TIME)}
      placeholder={EMPTY}
      valueFormat={TIME}
      value={value ? dayjs(value).format('YYYY-MM-DD HH:mm:ss') : null}
      onChange={(picked) => onChange(picked ? new Date(picked).toISOString() : undefined)}
      error={error}
    />
  );
}

export function DayField({ label, value, onChange, error }: InstantFieldProps) {
  return (
    <DatePickerInput
      className={classes['instant']}
      aria-label={named(label, value, DAY)}
      placeholder={EMPTY}
      valueFormat={DAY}
      value={value ?? null}
      onChange={(picked) => onChange(picked ?? undefined)}
      error={error}
    />
  );
}
