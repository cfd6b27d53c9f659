// A message as Messenger shows it on a phone.
import { type PhoneBubble, type PhoneCard, readMessage } from './message.ts';
import { Buttons } from './PhoneButtons.tsx';
import { Medium, Picture } from './PhonePicture.tsx';
import classes from './PhonePreview.module.css';
import { Coupon, Other, Receipt } from './PhoneTemplates.tsx';
import { UtilityBubble } from './UtilityBubble.tsx';

interface PhonePreviewProps {
  message: Record<string, unknown>;
  /** The Page, as it stands at the top of the thread. */
  head?: string | undefined;
  /** Whose templates and media are meant. */
  pageId?: string | null;
}

export function PhonePreview({ message, head, pageId = null }: PhonePreviewProps) {
  const { bubbles, quickReplies } = readMessage(message);
  return (
    <section className={classes['phone']} aria-label="As it looks in Messenger">
      {head && <div className={classes['head']}>{head}</div>}
      <div className={classes['thread']}>
        {bubbles.map((bubble, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one message have no identity but their place
          <Bubble key={index} bubble={bubble} pageId={pageId} />
        ))}
        {quickReplies.length > 0 && (
          <ul className={classes['replies']} aria-label="Quick replies">
            {quickReplies.map((title, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two quick replies may read the same
              <li key={`${index} ${title}`}>{title}</li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function Bubble({ bubble, pageId }: { bubble: PhoneBubble; pageId: string | null }) {
  switch (bubble.kind) {
    case 'text':
      return (
        <div className={classes['bubble']}>
          <p className={classes['text']}>{bubble.text}</p>
          <Buttons buttons={bubble.buttons} />
        </div>
      );
    case 'cards':
      return <Cards cards={bubble.cards} />;
    case 'medium':
      return (
        <div className={classes['bubble']}>
          <Medium medium={bubble.medium} />
          <Buttons buttons={bubble.medium.buttons} />
        </div>
      );
    case 'pictures':
      return <Pictures {...bubble} />;
    case 'receipt':
      return <Receipt {...bubble} />;
    case 'coupon':
      return <Coupon card={bubble.card} code={bubble.code} />;
    case 'utility':
      return <UtilityBubble bubble={bubble} pageId={pageId} />;
    case 'other':
      return <Other json={bubble.json} />;
  }
}

/** Cards lie beside each other and are leafed through by finger, wheel or arrow keys. */
function Cards({ cards }: { cards: PhoneCard[] }) {
  return (
    <section className={classes['cards']} aria-label="Cards" tabIndex={cards.length > 1 ? 0 : undefined}>
      {cards.map((card, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two cards may read the same
        <div className={classes['card']} key={index}>
          {card.imageUrl && <Picture url={card.imageUrl} isWide />}
          <CardWords card={card} />
        </div>
      ))}
    </section>
  );
}

function CardWords({ card }: { card: PhoneCard }) {
  return (
    <>
      <div className={classes['text']}>
        <strong>{card.title}</strong>
        {card.subtitle && <span className={classes['subtitle']}>{card.subtitle}</span>}
      </div>
      <Buttons buttons={card.buttons} />
    </>
  );
}

type Grid = Extract<PhoneBubble, { kind: 'pictures' }>;

function Pictures({ pictures, hero, card }: Omit<Grid, 'kind'>) {
  return (
    <div className={classes['wide']}>
      <div className={classes['grid']}>
        {pictures.map((url, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a picture may stand twice
          <div key={index} data-hero={index === hero || undefined}>
            <Picture url={url} />
          </div>
        ))}
      </div>
      {card && (card.title !== '' || card.subtitle || card.buttons.length > 0) && <CardWords card={card} />}
    </div>
  );
}
