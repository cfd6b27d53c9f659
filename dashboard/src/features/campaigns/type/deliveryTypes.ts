// The delivery types in plain words: when a message leaves, what that is good for, and which rule of Messenger applies. Pure.
import type { DeliveryType } from '../../../api/types.ts';

export interface TypeWords {
  type: DeliveryType;
  title: string;
  /** When it leaves and what for. */
  text: string;
  /** What Facebook allows; the standard messaging window is 24 hours from what somebody last did in the conversation. */
  rule: string;
}

const OPENS_NO_WINDOW =
  'What somebody does outside of Messenger opens no window. For whoever has not written in the last 24 hours, add an approved utility template as a second way: about an order, an account or an appointment, never an offer.';

/** In the order they are offered. */
export const DELIVERY_TYPES: readonly TypeWords[] = [
  {
    type: 'one_time',
    title: 'Once',
    text: 'To a whole segment, now or at a time. For news and offers.',
    rule: 'Reaches whoever wrote in the last 24 hours before it goes out. Others can get an approved utility template only, and nothing promotional.',
  },
  {
    type: 'periodic',
    title: 'Again and again',
    text: 'To a segment every day, week or month. For digests and reminders.',
    rule: 'The segment and everybody’s 24-hour window are looked at anew for each run. Whoever’s window is closed then is skipped, unless an approved utility template is a second way.',
  },
  {
    type: 'event',
    title: 'When somebody does something',
    text: 'To one person at a time. For carts left behind, orders and appointments.',
    rule: `A message, a tap or a reaction of theirs opens the 24-hour window. ${OPENS_NO_WINDOW}`,
  },
  {
    type: 'segment',
    title: 'When somebody enters or leaves a segment',
    text: 'To one person at a time. For who became a regular, or has gone quiet.',
    rule: OPENS_NO_WINDOW,
  },
  {
    type: 'business_event',
    title: 'When something happens for many',
    text: 'One event, a whole segment. For a price that falls or a show that is put off.',
    rule: `One event reaches many: they get it only if they wrote in the last 24 hours. ${OPENS_NO_WINDOW}`,
  },
  {
    type: 'api',
    title: 'When your program calls',
    text: 'To whom it names, with data of its own. For receipts and codes.',
    rule: OPENS_NO_WINDOW,
  },
  {
    type: 'conversation',
    title: 'When somebody writes or taps in Messenger',
    text: 'An automatic answer, at once. For opening hours, Get Started and buttons that lead on.',
    rule: 'What they write or tap opens the 24-hour window, so an answer always reaches them. Whoever asks for a human gets no more automatic answers for a day.',
  },
];

export const typeTitle = (type: DeliveryType): string =>
  DELIVERY_TYPES.find((one) => one.type === type)?.title ?? type;

/** Whether people come in one by one, by what each does; otherwise a run goes to a whole segment. */
export const isForOnePerson = (type: DeliveryType): boolean =>
  type === 'event' || type === 'segment' || type === 'api' || type === 'conversation';

/** Whether a schedule says when it leaves, and not what somebody does. */
export const isScheduled = (type: DeliveryType): boolean => type === 'one_time' || type === 'periodic';
