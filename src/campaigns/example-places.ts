// Which values of an event a text can say: what the catalogue knows of it, and what stands inside of objects, as it came last. Pure.
import { type EventAttributeType, storedType } from '../profiles/event-catalogue.ts';
import { type EventPlace, MAX_PLACES, MAX_VALUES } from './example-event.contract.ts';

interface Happening {
  name: string;
  attributes: Record<string, unknown>;
}

interface Known {
  /** What may start the campaign. */
  names: readonly string[];
  carried: readonly { event: string; name: string; type: EventAttributeType }[];
  /** Newest first. */
  happened: readonly Happening[];
}

/** Deeper nothing is stored. */
const MAX_DEPTH = 4;
/** Longer texts are no example. */
const MAX_LENGTH = 120;

type Open = Omit<EventPlace, 'events' | 'is_always'> & { events: Set<string>; times: number };

/** Those that every event carries first, each by name. */
export function listPlaces({ names, carried, happened }: Known): EventPlace[] {
  const places = new Map<string, Open>();
  const placeAt = (keys: string[], type: EventAttributeType): Open => {
    const id = JSON.stringify(keys);
    const known = places.get(id) ?? { keys, type, events: new Set<string>(), values: [], times: 0 };
    places.set(id, known);
    return known;
  };
  for (const { event, name, type } of carried) {
    if (type === 'object' || type === 'geo') continue; // what is in it, as it came last
    const place = placeAt([name], type);
    place.events.add(event);
    if (place.type !== type) place.type = 'mixed';
  }
  for (const { name, attributes } of happened)
    for (const { keys, value, type } of leavesOf(attributes)) {
      const place = placeAt(keys, type);
      place.events.add(name);
      place.times += 1;
      for (const one of valuesOf(value))
        if (place.values.length < MAX_VALUES && !place.values.includes(one)) place.values.push(one);
    }
  const isCalled = carried.length === 0;
  return [...places.values()]
    .map(({ times, events, ...place }) => ({
      ...place,
      events: [...events].sort(),
      is_always: isCalled ? times === happened.length : names.every((name) => events.has(name)),
    }))
    .sort((a, b) => Number(b.is_always) - Number(a.is_always) || compare(a.keys.join('.'), b.keys.join('.')))
    .slice(0, MAX_PLACES);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Leaf {
  keys: string[];
  value: unknown;
  type: EventAttributeType;
}

function leavesOf(object: Record<string, unknown>, above: string[] = []): Leaf[] {
  return Object.entries(object).flatMap(([key, value]): Leaf[] => {
    const keys = [...above, key];
    const type = storedType(value);
    if (type === undefined || isBlank(value)) return [];
    const isInner = (type === 'object' || type === 'geo') && keys.length < MAX_DEPTH;
    return isInner ? leavesOf(value as Record<string, unknown>, keys) : [{ keys, value, type }];
  });
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

type Value = EventPlace['values'][number];

function valuesOf(value: unknown): Value[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter(
    (one): one is Value =>
      typeof one === 'number' ||
      typeof one === 'boolean' ||
      (typeof one === 'string' && one.length <= MAX_LENGTH && !isBlank(one)),
  );
}
