// A limit that may be left out: an empty field is none.
import { NumberInput } from '@mantine/core';

interface OptionalNumberProps {
  id?: string;
  label: string;
  description?: string;
  value: number | null;
  max: number;
  onChange: (value: number | null) => void;
  error?: string | undefined;
  suffix?: string;
}

export function OptionalNumber({ value, onChange, max, ...rest }: OptionalNumberProps) {
  return (
    <NumberInput
      {...rest}
      placeholder="No limit"
      min={1}
      max={max}
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      value={value ?? ''}
      onChange={(next) => {
        if (next === '') onChange(null);
        else if (typeof next === 'number' && next >= 1) onChange(Math.min(max, next));
      }}
    />
  );
}
