// Receipts, coupons, and what no phone is drawn for yet.
import { Code } from '@mantine/core';
import type { PhoneBubble, PhoneCard } from './message.ts';
import { Buttons } from './PhoneButtons.tsx';
import { Picture } from './PhonePicture.tsx';
import classes from './PhonePreview.module.css';

type ReceiptProps = Omit<Extract<PhoneBubble, { kind: 'receipt' }>, 'kind'>;

export function Receipt({ name, lines, sums, payment }: ReceiptProps) {
  return (
    <div className={classes['wide']}>
      <div className={classes['text']}>
        <strong>Order confirmation</strong>
        <span className={classes['subtitle']}>{name}</span>
        <dl className={classes['sums']}>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two items may read the same
            <div key={index}>
              <dt>
                {line.title}
                {line.subtitle && <span className={classes['subtitle']}>{line.subtitle}</span>}
              </dt>
              <dd>{line.amount}</dd>
            </div>
          ))}
          {sums.map(([label, amount]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{amount}</dd>
            </div>
          ))}
        </dl>
        <span className={classes['subtitle']}>{payment}</span>
      </div>
    </div>
  );
}

export function Coupon({ card, code }: { card: PhoneCard; code: string | null }) {
  return (
    <div className={classes['wide']}>
      {card.imageUrl && <Picture url={card.imageUrl} isWide />}
      <div className={classes['text']}>
        <strong>{card.title}</strong>
        {card.subtitle && <span className={classes['subtitle']}>{card.subtitle}</span>}
        {code && <span className={classes['code']}>{code}</span>}
      </div>
      <Buttons buttons={card.buttons} />
    </div>
  );
}

export const Other = ({ json }: { json: unknown }) => <Code block>{JSON.stringify(json, null, 2)}</Code>;
