// A plain text.
import { LIMITS } from '../limits.ts';
import { MessageText } from '../MessageText.tsx';

export const TextForm = () => <MessageText path="text" label="Text" max={LIMITS.text} lines={5} required />;
