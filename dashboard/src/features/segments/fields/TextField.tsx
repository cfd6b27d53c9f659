// A text to compare with; values that are frequent among people are offered.
import { Autocomplete } from '@mantine/core';
import classes from './fields.module.css';
import { useFrequentValues, type ValuesOf } from './useFrequentValues.ts';

interface TextFieldProps {
  label: string;
  /** Whose frequent values are offered. */
  of: ValuesOf;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

export function TextField({ label, of, value, onChange, error }: TextFieldProps) {
  const frequent = useFrequentValues(of, value);
  return (
    <Autocomplete
      className={classes['name']}
      aria-label={label}
      placeholder={label}
      data={frequent.filter((one) => typeof one === 'string')}
      value={value}
      onChange={onChange}
      maxLength={1000}
      maxDropdownHeight={280}
      error={error}
    />
  );
}
