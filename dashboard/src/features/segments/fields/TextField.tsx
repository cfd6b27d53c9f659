// A text to compare with; values that are frequent among people are offered.
import { Autocomplete } from '@mantine/core';
import classes from './fields.module.css';
import { UnseenNote, unseenOrder } from './UnseenNote.tsx';
import { useFrequentValues, useIsUnseen, type ValuesOf } from './useFrequentValues.ts';
import { useReplaceOnType } from './useReplaceOnType.ts';

interface TextFieldProps {
  label: string;
  /** Whose frequent values are offered. */
  of: ValuesOf;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

export function TextField({ label, of, value, onChange, error }: TextFieldProps) {
  const { isTyping, setTyping, handlers } = useReplaceOnType();
  const frequent = useFrequentValues(of, isTyping ? value : '');
  const isUnseen = useIsUnseen(of, value);
  return (
    <Autocomplete
      className={classes['name']}
      aria-label={label}
      placeholder={label}
      data={frequent.filter((one) => typeof one === 'string')}
      value={value}
      {...handlers}
      onChange={(text) => {
        setTyping(true);
        onChange(text);
      }}
      onOptionSubmit={() => setTyping(false)}
      {...(!isTyping && { filter: ({ options }) => options })}
      maxLength={1000}
      maxDropdownHeight={280}
      error={error}
      inputWrapperOrder={unseenOrder}
      description={isUnseen && <UnseenNote>Not among the values seen</UnseenNote>}
    />
  );
}
