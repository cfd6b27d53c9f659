// How the platform misbehaves: spells of a few seconds, one kind of failure of the Send API at a time, every kind at least
// once. All the while some answers of accepted calls are lost, and webhooks are late, doubled and out of order.
import type { Fault, GraphAction } from '../../simulator/faults/fault.contract.ts';
import type { Random } from '../../simulator/world/random.ts';
import type { ChaosOptions } from './options.ts';

export interface Spell {
  atMs: number;
  name: string;
  faults: Fault[];
}

const SENDS = { kind: 'graph', method: 'POST', path: '*/messages' } as const;

interface Misfortune {
  name: string;
  action: GraphAction;
  /** Share of the calls it strikes, before the dice make it half or one and a half of that. */
  share: number;
  /** How often it strikes at most. */
  times?: number;
}

/** "Beyond the allowance": a little over, as the platform shows it to whoever goes on calling. */
const OVER = 104;

const MISFORTUNES: readonly Misfortune[] = [
  { name: 'answers 1200, try again', action: { type: 'error', code: 1200 }, share: 0.2 },
  { name: 'answers 5xx', action: { type: 'error', code: 2, http_status: 503 }, share: 0.2 },
  { name: 'is down: an HTML 502 for nearly everybody', action: { type: 'html', status: 502 }, share: 0.6 },
  { name: 'cuts its answers short', action: { type: 'truncate' }, share: 0.15 },
  { name: 'resets connections before accepting', action: { type: 'reset' }, share: 0.15 },
  { name: 'resets connections after accepting', action: { type: 'reset_after_accept' }, share: 0.15 },
  { name: 'hangs without accepting', action: { type: 'hang' }, share: 0.04 },
  { name: 'accepts, then hangs', action: { type: 'hang_after_accept' }, share: 0.04 },
  {
    name: 'says 613, too fast',
    action: { type: 'error', code: 613, usage: { percent: OVER, regain_minutes: 0 } },
    share: 0.02,
    times: 3,
  },
];

/** Costs a Page a minute, the shortest time the header can name: only in runs long enough for it. */
const MINUTE_OFF: Misfortune = {
  name: 'says 80006, too much, come back in a minute',
  action: { type: 'error', code: 80006, usage: { percent: OVER, regain_minutes: 1 } },
  share: 0.05,
  times: 1,
};
const MINUTE_OFF_FROM_SECONDS = 45;

const SHORTEST_MS = 2_500;
const LONGEST_MS = 5_000;
/** Beside the retries of refused webhooks this must stay within the grace time, see plan.ts. */
const LATEST_ECHO_MS = 4_000;

export function drawSpells(random: Random, { seconds }: ChaosOptions): Spell[] {
  const kinds = seconds < MINUTE_OFF_FROM_SECONDS ? MISFORTUNES : [...MISFORTUNES, MINUTE_OFF];
  const endMs = seconds * 1_000;
  const roomMs = Math.floor(endMs / kinds.length);
  const spells: Spell[] = [];
  let bag = inRandomOrder(random, kinds);
  for (let atMs = 0; atMs < endMs; atMs += Math.min(roomMs, random.between(SHORTEST_MS, LONGEST_MS))) {
    // Each kind comes before one comes again. The minute off comes once.
    if (bag.length === 0) bag = inRandomOrder(random, MISFORTUNES);
    const misfortune = bag.shift();
    if (misfortune) spells.push(toSpell(random, misfortune, atMs));
  }
  return spells;
}

/** Hanging comes in the first half: it costs the call its time-out and then the grace time, and the end waits for both. */
function inRandomOrder(random: Random, kinds: readonly Misfortune[]): Misfortune[] {
  const lots = new Map(kinds.map((kind) => [kind, random.next()]));
  const order = kinds.toSorted((a, b) => (lots.get(a) ?? 0) - (lots.get(b) ?? 0));
  const hang = order.findIndex(({ action }) => action.type === 'hang');
  const [moved] = order.splice(hang, 1);
  if (moved) order.splice(random.between(0, Math.floor(order.length / 2)), 0, moved);
  return order;
}

function toSpell(random: Random, { name, action, share, times }: Misfortune, atMs: number): Spell {
  const probability = round(share * (0.5 + random.next()));
  const misfortune = { match: SENDS, action, probability, ...(times !== undefined && { times }) };
  return { atMs, name, faults: [misfortune, ...LOST_ANSWERS, ...drawDisorder(random)] };
}

/** Where the answer is lost, sending again is the mistake to make: it is tempted into in every spell. */
const LOST_ANSWERS: readonly Fault[] = [
  { match: SENDS, action: { type: 'reset_after_accept' }, probability: 0.03 },
  { match: SENDS, action: { type: 'truncate' }, probability: 0.02 },
];

/** Receipts of every kind come late, again, or after those that followed them. */
function drawDisorder(random: Random): Fault[] {
  const echo = { kind: 'webhook', field: 'message_echoes' } as const;
  return [
    { match: echo, action: { type: 'late', ms: random.between(500, LATEST_ECHO_MS) }, probability: 0.1 },
    {
      match: { kind: 'webhook' },
      action: { type: 'duplicate', times: random.between(1, 3) },
      probability: 0.1,
    },
    { match: { kind: 'webhook' }, action: { type: 'shuffle', ms: 2_000 }, probability: 0.3 },
  ];
}

const round = (share: number): number => Math.round(share * 1_000) / 1_000;
