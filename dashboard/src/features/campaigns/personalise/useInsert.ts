// Puts text in at the cursor of a field, and leaves the cursor behind it.
import { type RefObject, useLayoutEffect, useRef } from 'react';

type Field = HTMLInputElement & HTMLTextAreaElement;

export interface Insert {
  ref: RefObject<Field | null>;
  insert: (text: string) => void;
}

export function useInsert(value: string, onChange: (value: string) => void): Insert {
  const ref = useRef<Field>(null);
  const cursor = useRef<number | null>(null);
  useLayoutEffect(() => {
    // The value has been drawn with the new text by now.
    if (cursor.current === null || !ref.current) return;
    ref.current.focus();
    ref.current.setSelectionRange(cursor.current, cursor.current);
    cursor.current = null;
  });
  const insert = (text: string) => {
    const start = ref.current?.selectionStart ?? value.length;
    const end = ref.current?.selectionEnd ?? start;
    cursor.current = start + text.length;
    onChange(value.slice(0, start) + text + value.slice(end));
  };
  return { ref, insert };
}
