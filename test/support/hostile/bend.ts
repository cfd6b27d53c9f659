// Bends a webhook: keys left out, values replaced by hostile ones, lists multiplied, events in the wrong place. Drawn by
// fast-check, so that what breaks something is made smaller by itself.
import fc from 'fast-check';
import { CHANGES, HOSTILE, MESSAGING, PAGE } from './events.ts';

type Json = Record<string, unknown>;

interface Twist {
  /** Which value of the payload, counted through it. */
  at: number;
  how: 'replace' | 'remove' | 'wrap' | 'repeat' | 'rename';
  by: number;
}

const twist: fc.Arbitrary<Twist> = fc.record({
  at: fc.nat(200),
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'wrap', 'repeat', 'rename'),
  by: fc.nat(HOSTILE.length - 1),
});

/** An event of any kind, bent up to four times. */
const bentEvent = fc
  .tuple(fc.constantFrom(...MESSAGING, ...CHANGES), fc.array(twist, { maxLength: 4 }))
  .map(([event, twists]) => twists.reduce<unknown>(bend, structuredClone(event)));

const anything = fc.oneof(
  bentEvent,
  bentEvent,
  fc.json().map((text) => JSON.parse(text) as unknown),
);
const events = fc.array(anything, { maxLength: 4 });

/** An envelope the receiver takes: events where they belong or do not, of our Page, of another, of none. */
export const webhook: fc.Arbitrary<Json> = fc
  .record(
    {
      id: fc.constantFrom<unknown>(PAGE, PAGE, PAGE, Number(PAGE), '404404404', 'x', null, ''),
      time: fc.constantFrom<unknown>(
        1_790_000_000_000,
        1_790_000_000,
        '1790000000000',
        -5,
        1e300,
        null,
        'now',
      ),
      messaging: fc.oneof(events, events, fc.constantFrom<unknown>(null, {}, 'x', 1)),
      standby: fc.oneof(events, fc.constant(undefined)),
      changes: fc.oneof(events, fc.constant(undefined)),
      restrictions: fc.constantFrom<unknown>([{ feature: 'page_publish' }], 'x', undefined),
    },
    { requiredKeys: [] },
  )
  .chain((entry) =>
    fc.constantFrom<Json[]>([entry], [entry, entry], [entry, null as never, 7 as never, [] as never]),
  )
  .map((entry) => ({ object: 'page', entry }));

function bend(event: unknown, { at, how, by }: Twist): unknown {
  const places = listPlaces(event);
  const hostile = structuredClone(HOSTILE[by]);
  if (places.length === 0) return hostile;
  const { parent, key } = places[at % places.length]!;
  if (how === 'remove') {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  } else if (how === 'rename' && !Array.isArray(parent)) {
    parent[`${key}_`] = parent[key];
    delete parent[key];
  } else {
    const old = read(parent, key);
    const bent = { wrap: { value: old }, repeat: [old, structuredClone(old)], replace: hostile };
    set(parent, key, how === 'wrap' || how === 'repeat' ? bent[how] : bent.replace);
  }
  return event;
}

type Parent = Json | unknown[];
const read = (parent: Parent, key: string): unknown => (parent as Json)[key];
const set = (parent: Parent, key: string, value: unknown): void => {
  (parent as Json)[key] = value;
};

const MOST_PLACES = 300;

/** Every value below `root`, with what holds it. */
function listPlaces(root: unknown): { parent: Parent; key: string }[] {
  const places: { parent: Parent; key: string }[] = [];
  const waiting: unknown[] = [root];
  while (waiting.length > 0 && places.length < MOST_PLACES) {
    const parent = waiting.shift();
    if (typeof parent !== 'object' || parent === null) continue;
    for (const key of Object.keys(parent)) {
      places.push({ parent: parent as Parent, key });
      waiting.push(read(parent as Parent, key));
    }
  }
  return places;
}
