// The steps of the model test as data, so that a counterexample can be read and kept as a story, and how fast-check draws
// them. Numbers are picks: taken modulo of what there is to pick from when the step's turn comes.
import fc from 'fast-check';

export const ANSWERS = ['accepted', 'refused', 'again', 'limited', 'closed', 'unknown'] as const;
export const UNCALLED = ['skipped', 'failed', 'held'] as const;
export const EVIDENCE = ['echo', 'repeat', 'hopeless'] as const;
export const ECHO_OF = ['ours', 'ours', 'ours', 'another_installation', 'another_page'] as const;

export type SingleStep =
  | { do: 'take' | 'read' | 'renew' | 'release' | 'recover' | 'crash'; worker: number }
  | { do: 'expire_lease' | 'expire_held' | 'skip_stopped' | 'finish' }
  | { do: 'begin'; worker: number; most: number }
  | { do: 'withdraw'; worker: number; most: number }
  /** The connection broke: whether it was written is not known, so it is written again. */
  | { do: 'withdraw_again'; worker: number }
  | { do: 'uncalled'; worker: number; most: number; as: (typeof UNCALLED)[number] }
  /** The call comes to the platform, which takes it or not. */
  | { do: 'arrive'; pick: number; taken: boolean }
  /** Holders learn, in one statement, what became of calls; never something that cannot be. */
  | { do: 'answer'; picks: number[]; as: (typeof ANSWERS)[number] }
  | { do: 'echo'; picks: number[]; of: (typeof ECHO_OF)[number] }
  /** `wrong`: even when the evidence misleads, as when the platform holds an echo back for hours. */
  | { do: 'settle_unknown'; worker: number; evidence: (typeof EVIDENCE)[number]; wrong: boolean }
  | { do: 'ask'; worker: number; pick: number }
  | { do: 'believe'; worker: number }
  | { do: 'receipt'; person: number; kind: 'delivered' | 'read' }
  | { do: 'write'; person: number }
  | { do: 'opt_out'; person: number }
  /** Everybody of a campaign they came into by something they did does what makes its message pointless. */
  | { do: 'exit'; campaign: number }
  | { do: 'pause' | 'resume' | 'stop' | 'send_again'; campaign: number }
  | { do: 'merge' };

/** `race`: two steps at the same time, each on a connection of its own. */
export type Step = SingleStep | { do: 'race'; steps: [SingleStep, SingleStep] };

const pick = fc.nat({ max: 40 });
const picks = fc.array(pick, { minLength: 1, maxLength: 3 });
/** One holds the lane most of the time, or the others never have anything to lose. */
const worker = fc.constantFrom(0, 0, 0, 1, 1, 2);
const most = fc.integer({ min: 1, max: 3 });
const campaign = fc.nat({ max: 1 });
const person = fc.nat({ max: 2 });
/** One in eight. */
const rarely = fc.nat({ max: 7 }).map((n) => n === 0);
const is = <Do extends string>(name: Do): fc.Arbitrary<Do> => fc.constant(name);

const step: fc.Arbitrary<SingleStep> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: is('take'), worker }) },
  { weight: 2, arbitrary: fc.record({ do: is('expire_lease') }) },
  { weight: 8, arbitrary: fc.record({ do: is('read'), worker }) },
  { weight: 12, arbitrary: fc.record({ do: is('begin'), worker, most }) },
  { weight: 10, arbitrary: fc.record({ do: is('arrive'), pick, taken: fc.boolean() }) },
  { weight: 14, arbitrary: fc.record({ do: is('answer'), picks, as: fc.constantFrom(...ANSWERS) }) },
  { weight: 6, arbitrary: fc.record({ do: is('echo'), picks, of: fc.constantFrom(...ECHO_OF) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: is('settle_unknown'),
      worker,
      evidence: fc.constantFrom('echo', 'echo', 'echo', ...EVIDENCE),
      wrong: rarely,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: is('ask'), worker, pick }) },
  { weight: 3, arbitrary: fc.record({ do: is('believe'), worker }) },
  { weight: 2, arbitrary: fc.record({ do: is('withdraw'), worker, most }) },
  { weight: 1, arbitrary: fc.record({ do: is('withdraw_again'), worker }) },
  { weight: 2, arbitrary: fc.record({ do: is('uncalled'), worker, most, as: fc.constantFrom(...UNCALLED) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('crash', 'renew', 'release', 'recover'), worker }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('expire_held', 'skip_stopped') }) },
  { weight: 3, arbitrary: fc.record({ do: is('finish') }) },
  { weight: 2, arbitrary: fc.record({ do: is('write'), person }) },
  { weight: 1, arbitrary: fc.record({ do: is('opt_out'), person }) },
  { weight: 1, arbitrary: fc.record({ do: is('exit'), campaign }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: is('receipt'), person, kind: fc.constantFrom('delivered', 'read') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('pause', 'resume'), campaign }) },
  { weight: 3, arbitrary: fc.record({ do: is('send_again'), campaign }) },
  { weight: 1, arbitrary: fc.record({ do: is('merge') }) },
);
const stop = fc.record({ do: is('stop'), campaign });
const race = fc.record({ do: is('race'), steps: fc.tuple(step, step) });

/** Stopping ends most of what can happen, so it is rare. */
const anything = fc.oneof(
  { weight: 80, arbitrary: step },
  { weight: 20, arbitrary: race },
  { weight: 1, arbitrary: stop },
);

/** Most stories begin with a lane at work. */
const opening = fc.constantFrom<Step[]>(
  [],
  [
    { do: 'take', worker: 0 },
    { do: 'read', worker: 0 },
  ],
  [
    { do: 'take', worker: 0 },
    { do: 'read', worker: 0 },
    { do: 'begin', worker: 0, most: 3 },
    { do: 'arrive', pick: 0, taken: true },
    { do: 'arrive', pick: 1, taken: false },
  ],
);

/** Of every length up to `longest`; a bias towards short ones would find little. */
export const steps = (longest: number): fc.Arbitrary<Step[]> =>
  fc
    .tuple(opening, fc.noBias(fc.array(anything, { maxLength: longest, size: 'max' })))
    .map(([first, rest]) => [...first, ...rest]);
