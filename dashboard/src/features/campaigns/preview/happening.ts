// What is taken to have happened when a message is looked at: the latest, one of the latest, or data of one's own. Pure.
import type { EventPlace, ExampleEvent } from '../../../api/types.ts';
import { typedKeys } from '../personalise/places.ts';

/** A field of one's own: shop.city, and what it holds as typed; blank: the event does not carry it. */
export interface Row {
  name: string;
  value: string;
}

export type Happening = { by: 'latest' } | { by: 'event'; id: string } | { by: 'own'; rows: Row[] };

const USED = /EventAttribute((?:\[\s*(?:'[^']*'|"[^"]*"|\d+)\s*\]|\.\w+)+)/g;
const KEY = /\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]|\.(\w+)/g;

/** What texts anywhere in the definition say of the event, each once. */
export function usedNames(definition: unknown): string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const [, keys = ''] of value.matchAll(USED))
        names.add([...keys.matchAll(KEY)].map(([, a, b, c, d]) => a ?? b ?? c ?? d).join('.'));
    } else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) visit(inner);
    }
  };
  visit(definition);
  return [...names];
}

const nameOf = ({ keys }: EventPlace): string => keys.join('.');

/** Fields offered that no text asks for. */
const MAX_OFFERED = 8;

/** What texts use first, then what every event carries. */
export function offeredNames(used: readonly string[], places: readonly EventPlace[]): string[] {
  const carried = places.filter(({ is_always }) => is_always).map(nameOf);
  return [...new Set([...used, ...carried.slice(0, MAX_OFFERED)])];
}

/** A row for everything offered, with what came last in it, and those that were added. */
export function withRows(
  rows: readonly Row[],
  names: readonly string[],
  places: readonly EventPlace[],
): Row[] {
  const last = (name: string): string => {
    const place = places.find((one) => nameOf(one) === name);
    return place?.type === 'array' ? place.values.join(', ') : String(place?.values[0] ?? '');
  };
  return [
    ...names.map((name) => rows.find((row) => row.name === name) ?? { name, value: last(name) }),
    ...rows.filter(({ name }) => !names.includes(name)),
  ];
}

/** What texts find as EventAttribute; null: the latest event, which the service knows. */
export function eventOf(
  happening: Happening,
  { places, events }: { places: readonly EventPlace[]; events: readonly ExampleEvent[] },
): Record<string, unknown> | null {
  if (happening.by === 'latest') return null;
  if (happening.by === 'event') return events.find(({ id }) => id === happening.id)?.attributes ?? null;
  const event: Record<string, unknown> = {};
  for (const { name, value } of happening.rows) {
    const keys = typedKeys(name);
    const type = places.find((one) => nameOf(one) === name)?.type ?? null;
    if (keys.length > 0 && value.trim() !== '') setIn(event, keys.map(String), readValue(value, type));
  }
  return event;
}

function setIn(object: Record<string, unknown>, [key = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    object[key] = value;
    return;
  }
  const inner = object[key];
  const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  object[key] = next;
  setIn(next, rest, value);
}

/** As events of this type carry it; of one nobody knows a number is one that is written as numbers are: 17, and not 0017. */
function readValue(text: string, type: EventPlace['type'] | null): unknown {
  const plain = text.trim();
  const isNumber = plain !== '' && Number.isFinite(Number(plain));
  switch (type) {
    case 'string':
    case 'datetime':
      return text;
    case 'number':
      return isNumber ? Number(plain) : text;
    case 'boolean':
      return /^(?:true|yes)$/i.test(plain);
    case 'array':
      return plain.split(',').map((one) => one.trim());
    default:
      if (/^(?:true|false)$/.test(plain)) return plain === 'true';
      return isNumber && String(Number(plain)) === plain ? Number(plain) : text;
  }
}
