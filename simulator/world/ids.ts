// Identifiers as the platform makes them: 17-digit decimal strings above 2^53 for Pages, people and apps,
// `m_` plus some ninety characters for messages, `EAA…` for tokens.
import type { Random } from './random.ts';

const SPAN = 1e15;
/** Odd and no multiple of five, hence coprime to 10^15: the walk visits every number before it repeats one. */
const STEP = 618_033_988_749_893;
/** More numbers than anybody makes in the seconds that a killed process loses. */
const UNSAVED_STEPS = 10_000_000n;

export interface IdMaker {
  /** Two leading digits, then fifteen that never repeat within one sandbox. */
  numeric(prefix: '24' | '10' | '17' | '12'): string;
  /** A message id. Clients must not parse it. */
  mid(): string;
  /** An access token of the usual look. */
  token(): string;
  /** A hexadecimal secret of 32 characters. */
  secret(): string;
  /** The `fbtrace_id` of an error. */
  trace(): string;
  /** Where the walk of `numeric` is. */
  position(): number;
  /** Goes on from a saved position, past any number given out between saving and stopping. */
  resume(position: number): void;
}

/** @param startedAt ms; part of every message id, so that a sandbox that starts again never repeats one */
export function createIdMaker(random: Random, startedAt: number): IdMaker {
  let position = Math.floor(random.next() * SPAN);
  const midTail = startedAt.toString(36).padStart(9, '0') + random.text(55);
  const mids = random.fork('mids');
  const traces = random.fork('traces');
  let sequence = 0;
  return {
    numeric(prefix) {
      position = (position + STEP) % SPAN;
      return prefix + String(position).padStart(15, '0');
    },
    // A counter makes it unique, the random head makes it look (and compress) like a real one, and the shared
    // tail spares the machine 64 draws per message.
    mid: () => `m_${mids.text(15)}${(sequence++).toString(36).padStart(8, '0')}_${midTail}`,
    token: () => `EAA${random.text(120).replace(/[-_]/g, 'Z')}`,
    secret: () => Array.from({ length: 32 }, () => random.between(0, 15).toString(16)).join(''),
    trace: () => `A${traces.text(10)}`,
    position: () => position,
    resume: (saved) => {
      position = Number((BigInt(saved) + BigInt(STEP) * UNSAVED_STEPS) % BigInt(SPAN));
    },
  };
}
