// A moment, chosen in the time of the device and kept with its zone; or a whole day.
import { DatePickerInput, DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import dayjs from 'dayjs';
import classes from './fields.module.css';

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
      aria-label={label}
      placeholder="Choose a time"
      valueFormat="D MMM YYYY, HH:mm"
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
      aria-label={label}
      placeholder="Choose a day"
      valueFormat="D MMM YYYY"
      value={value ?? null}
      onChange={(picked) => onChange(picked ?? undefined)}
      error={error}
    />
  );
}
