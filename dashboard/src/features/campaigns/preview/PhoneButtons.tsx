// The buttons below a bubble or card on the phone.
import { IconExternalLink } from '@tabler/icons-react';
import type { PhoneButton } from './message.ts';
import classes from './PhonePreview.module.css';

export function Buttons({ buttons }: { buttons: PhoneButton[] }) {
  if (buttons.length === 0) return null;
  return (
    <ul className={classes['buttons']} aria-label="Buttons">
      {buttons.map((button, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two buttons may read the same
        <li key={`${index} ${button.title}`}>
          {button.title}
          {button.isLink && <IconExternalLink size={13} aria-label="opens a link" />}
        </li>
      ))}
    </ul>
  );
}
