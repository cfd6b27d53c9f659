// A number, or nothing yet.
import { NumberInput, type NumberInputProps } from '@mantine/core';

interface NumberFieldProps
  extends Omit<NumberInputProps, 'label' | 'value' | 'onChange' | 'error' | 'defaultValue'> {
  label: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  error?: string | undefined;
}

export function NumberField({ label, value, onChange, error, ...rest }: NumberFieldProps) {
  return (
    <NumberInput
      aria-label={label}
      hideControls
      {...rest}
      error={error}
      value={value ?? ''}
      onChange={(entered) => onChange(typeof entered === 'number' ? entered : undefined)}
    />
  );
}
