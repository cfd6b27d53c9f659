// One of a few: a Select that always has a value.
import { Select } from '@mantine/core';
import type { Choice } from '../builder/BuilderContext.ts';

interface PickFieldProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
  className?: string | undefined;
  error?: string | undefined;
}

export function PickField<Value extends string>(props: PickFieldProps<Value>) {
  const { label, options, value, onChange, className, error } = props;
  return (
    <Select
      aria-label={label}
      className={className}
      data={[...options] as Choice[]}
      value={value}
      onChange={(picked) => picked !== null && onChange(picked as Value)}
      allowDeselect={false}
      maxDropdownHeight={340}
      error={error}
    />
  );
}

/** The options of a record of words, in its order. */
export const optionsOf = <Value extends string>(words: Record<Value, string>) =>
  Object.entries<string>(words).map(([value, label]) => ({ value: value as Value, label }));
