// Pictures, videos, sounds and files on the phone: by address, or from the media library.
import { IconMusic, IconPaperclip, IconPhoto, IconVideo } from '@tabler/icons-react';
import { useState } from 'react';
import type { PhoneMedium } from './message.ts';
import classes from './PhonePreview.module.css';

const OURS = /^med_\d+$/;

/** Where this browser finds it; null: only Facebook does. */
function addressOf(source: string): string | null {
  if (/^https?:\/\/\S/.test(source)) return source;
  return OURS.test(source) ? `/api/media/${source}` : null;
}

/** The address stands in when the picture cannot be loaded from here; Facebook may still be able to. */
export function Picture({ url, isWide = false }: { url: string; isWide?: boolean }) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const address = addressOf(url);
  if (address === null || brokenUrl === url) {
    return (
      <span className={classes['noPicture']}>
        <IconPhoto size={22} aria-hidden />
        {OURS.test(url) ? 'Picture of the library' : url}
      </span>
    );
  }
  return (
    <img
      src={address}
      alt="In the message"
      className={classes['picture']}
      data-wide={isWide || undefined}
      referrerPolicy="no-referrer"
      onError={() => setBrokenUrl(url)}
    />
  );
}

const SIGNS = { video: IconVideo, audio: IconMusic, file: IconPaperclip };
const WORDS = { video: 'Video', audio: 'Audio', file: 'File' };

export function Medium({ medium: { type, source } }: { medium: PhoneMedium }) {
  if (type === 'video' || type === 'audio' || type === 'file') {
    const Sign = SIGNS[type];
    return (
      <span className={classes['noPicture']} data-short={type !== 'video' || undefined}>
        <Sign size={22} aria-hidden />
        {WORDS[type]}: {OURS.test(source) ? 'from the library' : source}
      </span>
    );
  }
  return <Picture url={source} />;
}
