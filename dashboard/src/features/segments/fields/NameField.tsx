// The name of an attribute or an event: found among those that are known, or written as it will once arrive.
import { Autocomplete, type ComboboxParsedItem, Group, Text } from '@mantine/core';
import { useState } from 'react';
import classes from './fields.module.css';
import { UnseenNote, unseenOrder } from './UnseenNote.tsx';
import { useReplaceOnType } from './useReplaceOnType.ts';

/** Of more, letters find the others. */
const MAX_OFFERED = 200;

interface NameFieldProps {
  label: string;
  known: readonly { name: string; note?: string }[];
  value: string;
  /** A name was chosen, or the field left with another text in it. */
  onCommit: (name: string) => void;
  error?: string | undefined;
  maxLength: number;
  /** Said of a name that is not known: it may still arrive. */
  unseen: string | undefined;
}

export function NameField({ label, known, value, onCommit, error, maxLength, unseen }: NameFieldProps) {
  // Letters on their way to a name choose nothing yet; `of` tells when the name was changed from outside.
  const [typed, setTyped] = useState({ text: value, of: value });
  const text = typed.of === value ? typed.text : value;
  const { isTyping, setTyping, handlers } = useReplaceOnType();
  const notes = new Map(known.map(({ name, note }) => [name, note]));
  const commit = (name: string) => {
    setTyping(false);
    setTyped({ text: name, of: name });
    if (name !== value) onCommit(name);
  };
  return (
    <Autocomplete
      className={classes['name']}
      aria-label={label}
      placeholder={label}
      data={[...notes.keys()]}
      value={text}
      {...handlers}
      onChange={(next) => {
        setTyping(true);
        setTyped({ text: next, of: value });
      }}
      onOptionSubmit={commit}
      onBlur={() => commit(text.trim())}
      selectFirstOptionOnChange
      maxLength={maxLength}
      filter={isTyping ? byFit : firstOfAll}
      limit={MAX_OFFERED}
      maxDropdownHeight={320}
      error={error}
      inputWrapperOrder={unseenOrder}
      description={!isTyping && value !== '' && unseen && <UnseenNote>{unseen}</UnseenNote>}
      renderOption={({ option }) => (
        <Group justify="space-between" gap="sm" wrap="nowrap" w="100%">
          <span style={{ overflowWrap: 'anywhere' }}>{option.value}</span>
          {notes.get(option.value) && (
            <Text span className={classes['type']}>
              {notes.get(option.value)}
            </Text>
          )}
        </Group>
      )}
    />
  );
}

interface Offered {
  options: ComboboxParsedItem[];
  search: string;
}

const firstOfAll = ({ options }: Offered): ComboboxParsedItem[] => options.slice(0, MAX_OFFERED);

/** What begins with the letters stands before what only has them in it, and the very name before all. */
function byFit({ options, search }: Offered): ComboboxParsedItem[] {
  const wanted = search.trim().toLowerCase();
  const rank = (option: ComboboxParsedItem): number => {
    const label = 'label' in option ? option.label.toLowerCase() : '';
    if (label === wanted) return 0;
    return label.startsWith(wanted) ? 1 : label.includes(wanted) ? 2 : 3;
  };
  return options
    .filter((option) => rank(option) < 3)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MAX_OFFERED);
}
