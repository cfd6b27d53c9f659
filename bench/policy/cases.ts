// What both sides of the policy benchmark are given: people in every state, and two messages, one short and one as large as
// usual ones get.
import { FIRST_PSID } from '../kit/names.ts';
import { MESSAGE } from '../send/message.ts';

const HOUR_MS = 3_600_000;
export const NOW = new Date('2026-11-22T12:00:00Z');
export const PEOPLE = 1_000;

export interface BenchPerson {
  psid: string;
  attributes: Record<string, unknown>;
  lastUserActionAt: Date | null;
  adMessageAt: Date | null;
  blockedAt: Date | null;
  optedOutAt: Date | null;
}

export interface BenchQuestion {
  messagingType: string;
  tag: string | null;
  template: string | null;
  utilityStatus: string | undefined;
  person: BenchPerson;
}

const before = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR_MS);

/** One in ten is blocked, one in ten opted out; of the others half wrote within the day. `reachable`: all wrote an hour ago. */
export const listBenchPeople = (reachable: boolean): BenchPerson[] =>
  Array.from({ length: PEOPLE }, (_, n) => ({
    psid: String(BigInt(FIRST_PSID) + BigInt(n)),
    attributes: {
      first_name: `Person ${n}`,
      city: 'Prague',
      plan: ['gold', 'silver', 'none'][n % 3],
      order_number: n,
      email: `${n}@example.org`,
    },
    lastUserActionAt: reachable ? before(1) : before(n % 48),
    adMessageAt: !reachable && n % 7 === 0 ? before(n % 200) : null,
    blockedAt: !reachable && n % 10 === 3 ? before(1) : null,
    optedOutAt: !reachable && n % 10 === 6 ? before(1) : null,
  }));

const PURPOSES: readonly Omit<BenchQuestion, 'person'>[] = [
  { messagingType: 'RESPONSE', tag: null, template: null, utilityStatus: undefined },
  { messagingType: 'UPDATE', tag: null, template: 'generic', utilityStatus: undefined },
  { messagingType: 'UTILITY', tag: null, template: 'utility', utilityStatus: 'APPROVED' },
  { messagingType: 'UTILITY', tag: null, template: 'utility', utilityStatus: 'PAUSED' },
  { messagingType: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE', template: null, utilityStatus: undefined },
  {
    messagingType: 'MESSAGE_TAG',
    tag: 'CUSTOMER_FEEDBACK',
    template: 'customer_feedback',
    utilityStatus: undefined,
  },
];

/** Every purpose with every person. */
export const listBenchQuestions = (): BenchQuestion[] =>
  listBenchPeople(false).flatMap((person) => PURPOSES.map((purpose) => ({ ...purpose, person })));

/** Send API messages; texts are Liquid. */
export const MESSAGES = {
  text: {
    text: MESSAGE,
    quick_replies: ['Where is it?', 'Return it', 'Thank you'].map((title) => ({
      content_type: 'text',
      title,
      payload: title.toUpperCase(),
    })),
  },
  carousel: {
    attachment: {
      type: 'template',
      payload: {
        template_type: 'generic',
        elements: ['Shoes', 'Hats', 'Coats', 'Gloves', 'Socks'].map((name) => ({
          title: `${name} for {{ first_name | default: 'you' }}`,
          subtitle: 'Delivered to {{ city }}',
          image_url: `https://shop.example/${name}.png`,
          default_action: { type: 'web_url', url: `https://shop.example/${name}` },
          buttons: [
            { type: 'web_url', title: 'Look', url: `https://shop.example/${name}?order={{ order_number }}` },
            { type: 'postback', title: 'Not for me', payload: `NOT_${name}` },
          ],
        })),
      },
    },
  },
} as const;
export type MessageName = keyof typeof MESSAGES;
