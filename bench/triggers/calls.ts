// What happens in the benchmark of triggers, and the fifty triggers that wait for it: ten kinds of events, of each five
// categories told apart by conditions. Every event fulfils exactly one trigger, and concerns a customer of its Page.
import { MESSAGE } from '../send/message.ts';

export const PAGES = 10;
export const PEOPLE = 20_000;
const CATEGORIES = ['shoes', 'coats', 'hats', 'bags', 'belts'];

/** In front of the text, so that the platform knows which event a message is about. */
export const TEXT = `#{{ EventAttribute['n'] }}# ${MESSAGE}`;
export const numberIn = (text: string): number => Number(/^#(\d+)#/.exec(text)?.[1] ?? Number.NaN);

export const customerOf = (person: number): string => `customer-${person}`;
/** Of the Page with this number, from 1 on. */
export const eventName = (page: number): string => `Event ${page}`;

export interface TriggerConditions {
  page: number;
  event: string;
  category: string;
  /** More than this. */
  amount: number;
}

export const TRIGGERS: readonly TriggerConditions[] = Array.from({ length: PAGES }, (_, index) =>
  CATEGORIES.map((category) => ({ page: index + 1, event: eventName(index + 1), category, amount: 10 })),
).flat();

export interface Happening {
  customer_id: string;
  name: string;
  attributes: { n: number; category: string; amount: number; sku: string; is_gift: boolean };
}

/** Event number n: people in no order, each as often as the others. */
export function happening(n: number): Happening {
  const person = 1 + ((n * 7_919) % PEOPLE);
  const page = (person % PAGES) + 1;
  const category = CATEGORIES[Math.floor(n / PAGES) % CATEGORIES.length]!;
  return {
    customer_id: customerOf(person),
    name: eventName(page),
    attributes: { n, category, amount: 11 + (n % 500), sku: `SKU-${n % 2_000}`, is_gift: n % 7 === 0 },
  };
}
