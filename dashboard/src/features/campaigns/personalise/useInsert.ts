// Puts text in at the cursor of a field, or at its end, and leaves the cursor behind it.
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

type Field = HTMLInputElement & HTMLTextAreaElement;

export interface Insert {
  ref: RefObject<Field | null>;
  insert: (text: string) => void;
}

export function useInsert(value: string, onChange: (value: string) => void): Insert {
  const ref = useRef<Field>(null);
  const cursor = useRef<number | null>(null);
  const wasIn = useRef(false);
  useEffect(() => {
    const field = ref.current;
    const enter = () => {
      wasIn.current = true;
    };
    field?.addEventListener('focus', enter);
    return () => field?.removeEventListener('focus', enter);
  }, []);
  useLayoutEffect(() => {
    // The value has been drawn with the new text by now.
    if (cursor.current === null || !ref.current) return;
    ref.current.focus();
    ref.current.setSelectionRange(cursor.current, cursor.current);
    cursor.current = null;
  });
  const insert = (text: string) => {
    // A browser puts the cursor of a field nobody has been in before its text.
    const start = (wasIn.current ? ref.current?.selectionStart : null) ?? value.length;
    const end = (wasIn.current ? ref.current?.selectionEnd : null) ?? start;
    cursor.current = start + text.length;
    onChange(value.slice(0, start) + text + value.slice(end));
  };
  return { ref, insert };
}
