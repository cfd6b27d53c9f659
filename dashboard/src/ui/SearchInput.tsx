// A search box that tells its owner what was typed once typing pauses. "/" brings the cursor into it.
import { CloseButton, TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';

const PAUSE_MS = 250;

interface SearchInputProps extends Omit<TextInputProps, 'value' | 'onChange' | 'label'> {
  label: string;
  initial: string;
  onSearch: (text: string) => void;
}

export function SearchInput({ label, initial, onSearch, ...rest }: SearchInputProps) {
  const [text, setText] = useState(initial);
  const input = useRef<HTMLInputElement>(null);
  const search = useDebouncedCallback(onSearch, PAUSE_MS);
  useHotkeys([['/', () => input.current?.focus()]]);

  const change = (next: string) => {
    setText(next);
    search(next.trim());
  };
  return (
    <TextInput
      ref={input}
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text && <CloseButton size="sm" aria-label="Clear search" onClick={() => change('')} />}
      {...rest}
    />
  );
}
