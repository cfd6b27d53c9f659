// What a text can say: of the person, of what happened, of what is fetched, of the campaign; and how Liquid names it. Pure.
import type { Attribute, EventPlace } from '../../../api/types.ts';

export type Scalar = string | number | boolean;
type ValueType = EventPlace['type'];

export interface Place {
  root: 'UserAttribute' | 'EventAttribute' | 'Content' | 'Campaign' | 'now';
  /** Names, and places in lists: ["address", "city"], ["items", 0]. */
  keys: (string | number)[];
  /** null: nobody has seen a value of it yet. */
  type: ValueType | null;
  /** As it came last; none where they are asked for one by one. */
  values: Scalar[];
  /** Of the event: not each carries it; those that have, by name. */
  carriedBy?: string[];
  /** Its last part is still to be entered. */
  isOpen?: true;
}

/** address.city; of connected content with its name. */
export const placeName = ({ root, keys }: Place): string =>
  root === 'now' ? 'Today’s date' : keys.join('.');

/** UserAttribute['address']['city'] */
export const placeLiquid = ({ root, keys }: Place): string =>
  root === 'now'
    ? "'now'"
    : root + keys.map((key) => `[${typeof key === 'number' ? key : quote(key)}]`).join('');

/** Liquid has no escapes in a text: it is put between the quotes it does not hold. */
export const quote = (text: string): string =>
  text.includes("'") ? `"${text.replaceAll('"', '”')}"` : `'${text}'`;

/** A part that was typed: price, or items.0.title. */
export const typedKeys = (text: string): (string | number)[] =>
  text
    .split('.')
    .map((key) => key.trim())
    .filter((key) => key !== '')
    .map((key) => (/^\d{1,6}$/.test(key) ? Number(key) : key));

/** Ids have no sensible stand-in: whoever lacks one is skipped instead. */
const WITHOUT_FALLBACK = /(^|_)(ps_?id|id)$/i;

/** Whether a word may stand in for whoever lacks it. */
export const takesFallback = ({ root, keys }: Place): boolean =>
  root === 'UserAttribute' && !WITHOUT_FALLBACK.test(String(keys.at(-1)));

/** Today, and a campaign's name, are always there. */
export const mayLack = ({ root }: Place): boolean => root !== 'now' && root !== 'Campaign';

const CUSTOMER_ID: Place = { root: 'UserAttribute', keys: ['customer_id'], type: 'string', values: [] };

/** Of objects what is in them. */
export function personPlaces(attributes: readonly Pick<Attribute, 'name' | 'type' | 'paths'>[]): Place[] {
  const places = attributes.flatMap(({ name, type, paths }): Place[] => {
    const of = (inner: string, innerType: ValueType): Place => ({
      ...{ root: 'UserAttribute', keys: [name, ...inner.split('.')], type: innerType, values: [] },
    });
    if (type === 'object') return paths.map((inner) => of(inner.path, inner.type));
    if (type === 'geo') return [of('lat', 'number'), of('lon', 'number')];
    return [{ root: 'UserAttribute', keys: [name], type, values: [] }];
  });
  return attributes.some(({ name }) => name === 'customer_id') ? places : [...places, CUSTOMER_ID];
}

export const eventPlaces = (places: readonly EventPlace[]): Place[] =>
  places.map(({ keys, type, values, events, is_always }) => ({
    ...{ root: 'EventAttribute', keys, type, values },
    ...(!is_always && { carriedBy: events }),
  }));

/** More of an answer nobody reads through. */
const MAX_LEAVES = 100;
const MAX_DEPTH = 5;
const MAX_EXAMPLE = 120;

/** What stands in an answer of a source; of lists the first, and the list itself. */
export function answerPlaces(source: string, answer: unknown): Place[] {
  const places: Place[] = [];
  const visit = (value: unknown, keys: (string | number)[]): void => {
    if (places.length >= MAX_LEAVES || keys.length > MAX_DEPTH) return;
    if (Array.isArray(value)) {
      if (isScalar(value[0])) places.push(ofContent(keys, 'array', value.filter(isScalar).slice(0, 3)));
      else if (value.length > 0) visit(value[0], [...keys, 0]);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...keys, key]);
    } else if (isScalar(value)) {
      const type = typeof value === 'string' ? (DATE.test(value) ? 'datetime' : 'string') : typeOf(value);
      places.push(ofContent(keys, type, String(value).length <= MAX_EXAMPLE ? [value] : []));
    }
  };
  visit(answer, [source]);
  return places;
}

const ofContent = (keys: (string | number)[], type: ValueType, values: Scalar[]): Place => ({
  ...{ root: 'Content', keys, type, values },
});

const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|$)/;
const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value !== '');
const typeOf = (value: number | boolean): ValueType => (typeof value === 'number' ? 'number' : 'boolean');
