// A text with one to three buttons.
import { Buttons } from '../Buttons.tsx';
import { LIMITS } from '../limits.ts';
import { MessageText } from '../MessageText.tsx';

export const ButtonForm = () => (
  <>
    <MessageText path="attachment.payload.text" label="Text" max={LIMITS.buttonText} lines={4} required />
    <Buttons path="attachment.payload.buttons" min={1} />
  </>
);
