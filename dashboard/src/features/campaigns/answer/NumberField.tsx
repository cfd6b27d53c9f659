// A number with its limits. What is half typed stays in the field; only a number within the limits goes further.
import { NumberInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldError, fieldId } from '../editor/problems.ts';

interface NumberFieldProps {
  label: string;
  description?: string;
  /** Path into the definition. */
  field: string;
  value: number;
  min: number;
  max: number;
  /** Behind the number: " minutes". */
  unit: string;
  /** Digits behind the point. */
  decimals?: number;
  onChange: (value: number) => void;
}

export function NumberField(props: NumberFieldProps) {
  const { label, description, field, value, min, max, unit, decimals = 0, onChange } = props;
  const { problems } = useDraftContext();
  const [typed, setTyped] = useState<number | string>(value);
  useEffect(() => setTyped(value), [value]);
  const isGood = (next: number | string): next is number =>
    typeof next === 'number' && next >= min && next <= max;
  const fault = isGood(typed) ? fieldError(problems, field) : `From ${min} to ${max}.`;
  return (
    <NumberInput
      id={fieldId(field)}
      label={label}
      description={description}
      suffix={unit}
      min={min}
      max={max}
      decimalScale={decimals}
      allowNegative={false}
      clampBehavior="none"
      value={typed}
      onChange={(next) => {
        setTyped(next);
        if (isGood(next)) onChange(next);
      }}
      onBlur={() => setTyped(value)}
      error={fault}
    />
  );
}
