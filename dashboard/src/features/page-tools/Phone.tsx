// A phone's screen with Messenger on it, to see what people will see.
import type { ReactNode } from 'react';
import classes from './Phone.module.css';

interface PhoneProps {
  /** The Page's name, or what stands at the top. */
  head: string;
  children: ReactNode;
  /** Below the thread: a menu, the text field. */
  foot?: ReactNode;
}

export function Phone({ head, children, foot }: PhoneProps) {
  return (
    <section className={classes['screen']} aria-label="As it looks in Messenger">
      <div className={classes['head']}>{head}</div>
      <div className={classes['thread']}>{children}</div>
      {foot}
    </section>
  );
}

interface BubbleProps {
  /** In bold above the text. */
  header?: string;
  text: string;
  buttons?: string[];
}

/** What the Page says. */
export function Bubble({ header = '', text, buttons = [] }: BubbleProps) {
  return (
    <div className={classes['bubble']}>
      {header !== '' && <p className={`${classes['text']} ${classes['strong']}`}>{header}</p>}
      <p className={classes['text']}>{text === '' ? '…' : text}</p>
      {buttons.length > 0 && (
        <ul className={classes['buttons']}>
          {buttons.map((title, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two buttons may read the same
            <li key={`${index} ${title}`}>{title === '' ? '…' : title}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
