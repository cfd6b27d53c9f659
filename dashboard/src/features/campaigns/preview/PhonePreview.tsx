// A message as Messenger shows it on a phone.
import { Code } from '@mantine/core';
import { IconExternalLink, IconPaperclip, IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { type PhoneBubble, type PhoneButton, type PhoneCard, readMessage } from './message.ts';
import classes from './PhonePreview.module.css';

export function PhonePreview({ message }: { message: Record<string, unknown> }) {
  const { bubbles, quickReplies } = readMessage(message);
  return (
    <section className={classes['phone']} aria-label="As it looks in Messenger">
      {bubbles.map((bubble, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one message have no identity but their place
        <Bubble key={index} bubble={bubble} />
      ))}
      {quickReplies.length > 0 && (
        <ul className={classes['replies']} aria-label="Quick replies">
          {quickReplies.map((title, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two quick replies may read the same
            <li key={`${index} ${title}`}>{title}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Bubble({ bubble }: { bubble: PhoneBubble }) {
  switch (bubble.kind) {
    case 'text':
      return (
        <div className={classes['bubble']}>
          <p className={classes['text']}>{bubble.text}</p>
          <Buttons buttons={bubble.buttons} />
        </div>
      );
    case 'cards':
      return (
        <section
          className={classes['cards']}
          aria-label="Cards"
          tabIndex={bubble.cards.length > 1 ? 0 : undefined}
        >
          {bubble.cards.map((card, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two cards may read the same
            <Card key={index} card={card} />
          ))}
        </section>
      );
    case 'image':
      return (
        <div className={classes['bubble']}>
          <Picture url={bubble.url} />
        </div>
      );
    case 'file':
      return (
        <div className={classes['bubble']}>
          <p className={classes['text']}>
            <IconPaperclip size={14} aria-hidden /> {bubble.type}: {bubble.url}
          </p>
        </div>
      );
    case 'other':
      return <Code block>{JSON.stringify(bubble.json, null, 2)}</Code>;
  }
}

function Card({ card }: { card: PhoneCard }) {
  return (
    <div className={classes['card']}>
      {card.imageUrl && <Picture url={card.imageUrl} />}
      <div className={classes['text']}>
        <strong>{card.title}</strong>
        {card.subtitle && <span className={classes['subtitle']}>{card.subtitle}</span>}
      </div>
      <Buttons buttons={card.buttons} />
    </div>
  );
}

/** The address stands in when the picture cannot be loaded from here; Facebook may still be able to. */
function Picture({ url }: { url: string }) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  if (brokenUrl === url || !/^https?:\/\//.test(url)) {
    return (
      <span className={classes['noPicture']}>
        <IconPhoto size={22} aria-hidden />
        {url}
      </span>
    );
  }
  return (
    <img
      src={url}
      alt="In the message"
      className={classes['picture']}
      referrerPolicy="no-referrer"
      onError={() => setBrokenUrl(url)}
    />
  );
}

function Buttons({ buttons }: { buttons: PhoneButton[] }) {
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
