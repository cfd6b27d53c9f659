// Several values as chips: typed one by one, chosen from those that are frequent, or pasted as a list.
import { TagsInput } from '@mantine/core';
import { useState } from 'react';
import type { Scalar, ValueType } from '../draft.ts';
import { chipOf, readChip } from './chips.ts';
import classes from './fields.module.css';
import { useFrequentValues, type ValuesOf } from './useFrequentValues.ts';

/** A pasted column of a table, or a line of one. */
const SEPARATORS = [',', '\n', '\r', '\t', ';'];
const MAX_VALUES = 1000;

interface ChipsFieldProps {
  /** Whose frequent values are offered. */
  of: ValuesOf;
  type: ValueType;
  values: Scalar[];
  onChange: (values: Scalar[]) => void;
  error?: string | undefined;
}

export function ChipsField({ of, type, values, onChange, error }: ChipsFieldProps) {
  const [search, setSearch] = useState('');
  // Chosen from, the list goes: it would lie over what comes below. A letter or a click brings it back.
  const [isOpen, setOpen] = useState(false);
  const frequent = useFrequentValues(of, search);
  const known = new Map(values.map((value) => [chipOf(value, type), value]));
  return (
    <TagsInput
      className={classes['chips']}
      aria-label="Values"
      placeholder={values.length === 0 ? 'Type or paste values' : ''}
      data={frequent.map((value) => chipOf(value, type))}
      splitChars={SEPARATORS}
      maxTags={MAX_VALUES}
      isDuplicate={(chip, chips) => chips.includes(chip)}
      value={[...known.keys()]}
      searchValue={search}
      onSearchChange={setSearch}
      dropdownOpened={isOpen}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      onOptionSubmit={() => setOpen(false)}
      onChange={(chips) => onChange(chips.map((chip) => known.get(chip) ?? readChip(chip, type)))}
      error={error}
      clearable={values.length > 1}
      clearButtonProps={{ 'aria-label': 'Remove all values' }}
    />
  );
}
