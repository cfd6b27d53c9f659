// A field of one or many lines that may hold attributes: the {x} menu puts one in at the cursor, and what is left of a limit
// is counted while typing.
import { Text, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { countWords } from '../compose/count.ts';
import { PersonaliseMenu } from './PersonaliseMenu.tsx';
import { useInsert } from './useInsert.ts';

export interface PersonalisedInputProps {
  id?: string;
  label: string;
  /** The label is for screen readers only. */
  quiet?: boolean;
  hint?: ReactNode;
  placeholder?: string;
  value: string;
  /** Characters; beyond them it says so, and takes them all the same. */
  max?: number;
  lines?: number;
  required?: boolean;
  inputMode?: 'url' | 'decimal' | 'tel';
  error?: ReactNode;
  onChange: (value: string) => void;
}

export function PersonalisedInput(props: PersonalisedInputProps) {
  const { id, label, quiet, hint, placeholder, value, max, lines, required, inputMode, error } = props;
  const { ref, insert } = useInsert(value, props.onChange);
  const count = max === undefined || value === '' ? null : countWords(value, max);
  const fault = count?.isOver ? count.words : error;
  const shared = {
    ...(id !== undefined && { id }),
    ...(quiet ? { 'aria-label': label } : { label }),
    ...(placeholder !== undefined && { placeholder }),
    ...(required && { withAsterisk: true }),
    ...(inputMode && { inputMode }),
    ref,
    value,
    error: fault,
    description: <Hint hint={hint} count={count?.isOver ? null : (count?.words ?? null)} />,
    inputWrapperOrder: ['label' as const, 'input' as const, 'description' as const, 'error' as const],
    rightSection: <PersonaliseMenu onInsert={insert} where={label.toLowerCase()} />,
    spellCheck: lines !== undefined,
  };
  const onChange = (event: { currentTarget: { value: string } }) => props.onChange(event.currentTarget.value);
  if (lines === undefined) return <TextInput {...shared} onChange={onChange} />;
  return (
    <Textarea
      {...shared}
      onChange={onChange}
      autosize
      minRows={lines}
      maxRows={14}
      rightSectionProps={{ style: { alignItems: 'flex-start', paddingTop: 4 } }}
    />
  );
}

function Hint({ hint, count }: { hint: ReactNode; count: string | null }) {
  if (!hint && count === null) return null;
  return (
    <Text span size="xs" c="dimmed" display="flex" style={{ justifyContent: 'space-between', gap: 12 }}>
      <span>{hint}</span>
      {count !== null && (
        <span className="numbers" style={{ whiteSpace: 'nowrap' }}>
          {count}
        </span>
      )}
    </Text>
  );
}
