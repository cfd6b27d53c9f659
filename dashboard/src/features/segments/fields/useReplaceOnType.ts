// A field that is entered is about to be changed: its text is selected, so that typing replaces it, and until something is
// typed everything there is to choose from is offered, not only what fits the text of before.
import { type FocusEvent, type MouseEvent, useRef, useState } from 'react';

export function useReplaceOnType() {
  const [isTyping, setTyping] = useState(false);
  const isFirstClick = useRef(false);
  const handlers = {
    onFocus: (event: FocusEvent<HTMLInputElement>) => {
      setTyping(false);
      isFirstClick.current = true;
      event.currentTarget.select();
    },
    // The click that brought the focus has put the caret somewhere since; the next one may place it.
    onClick: (event: MouseEvent<HTMLInputElement>) => {
      const { selectionStart, selectionEnd } = event.currentTarget;
      if (isFirstClick.current && !isTyping && selectionStart === selectionEnd) event.currentTarget.select();
      isFirstClick.current = false;
    },
  };
  return { isTyping, setTyping, handlers };
}
