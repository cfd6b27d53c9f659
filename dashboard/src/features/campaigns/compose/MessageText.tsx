// One text of the message, by its path.
import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId } from '../editor/problems.ts';
import { PersonalisedInput } from '../personalise/PersonalisedInput.tsx';
import { useMessage } from './useMessage.ts';

interface MessageTextProps {
  path: string;
  label: string;
  max?: number;
  lines?: number;
  hint?: ReactNode;
  placeholder?: string;
  inputMode?: 'url' | 'decimal' | 'tel';
  /** Stays as '' when it is emptied; any other key is taken out of the message then. */
  required?: boolean;
  /** Instead of setting the text alone. */
  onChange?: (value: string) => void;
}

export function MessageText({ path, required = false, onChange, ...look }: MessageTextProps) {
  const { text, set, field, problems } = useMessage();
  return (
    <Stack gap={4}>
      <PersonalisedInput
        {...look}
        required={required}
        id={fieldId(field(path))}
        value={text(path)}
        error={fieldError(problems, field(path))}
        onChange={onChange ?? ((value) => set(path, value === '' && !required ? undefined : value))}
      />
      <FieldWarnings field={field(path)} />
    </Stack>
  );
}
