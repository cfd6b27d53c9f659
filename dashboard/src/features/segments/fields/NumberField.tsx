// A number, or nothing yet. What is half typed ("1.", "1.0" on the way to 1.05) stays in the field as it is.
import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useState } from 'react';
import { numberOf } from './typedNumber.ts';

interface NumberFieldProps
  extends Omit<NumberInputProps, 'label' | 'value' | 'onChange' | 'error' | 'defaultValue'> {
  label: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  error?: string | undefined;
}

export function NumberField({ label, value, onChange, error, ...rest }: NumberFieldProps) {
  const [typed, setTyped] = useState<number | string>('');
  // Undo, and a choice elsewhere, change the value too: then it stands there and not what was typed before.
  const shown = numberOf(typed) === value ? typed : (value ?? '');
  return (
    <NumberInput
      aria-label={label}
      hideControls
      {...rest}
      error={error}
      value={shown}
      onChange={(entered) => {
        setTyped(entered);
        onChange(numberOf(entered));
      }}
    />
  );
}
