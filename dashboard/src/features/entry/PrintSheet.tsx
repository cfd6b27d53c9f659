// What comes out of the printer while a link is open: its QR code, large, with its name and address, and nothing of the screen.
import { createPortal } from 'react-dom';
import { type EntryLink, qrUrl } from '../../api/entry.ts';
import classes from './qr.module.css';

export function PrintSheet({ link }: { link: EntryLink }) {
  return createPortal(
    <section className={classes['sheet']} aria-hidden>
      <h1>{link.page_name}</h1>
      <img src={qrUrl(link.id, 'svg')} alt="" />
      <p className={classes['name']}>{link.name}</p>
      <p className={classes['address']}>{withoutText(link.url)}</p>
    </section>,
    document.body,
  );
}

/** To be typed off: without the scheme and the text that is typed in for people. */
const withoutText = (url: string): string => url.replace(/^https?:\/\//, '').replace(/&text=.*$/, '');
