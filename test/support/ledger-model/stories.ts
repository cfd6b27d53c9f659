// Stories for the model test: together they take every arrow of the table, the rare ones on the way a real misfortune would
// take them, and they keep the counterexamples that once failed.
import type { ANSWERS, SingleStep, Step, UNCALLED } from './steps.ts';

const take = (worker: number): SingleStep => ({ do: 'take', worker });
const read = (worker: number): SingleStep => ({ do: 'read', worker });
const begin = (worker: number, most = 1): SingleStep => ({ do: 'begin', worker, most });
const withdraw = (worker: number): SingleStep => ({ do: 'withdraw', worker, most: 1 });
const uncalled = (worker: number, as: (typeof UNCALLED)[number]): SingleStep => ({
  do: 'uncalled',
  worker,
  most: 1,
  as,
});
/** Of the calls that have not come to the platform, the first; of those not answered, these; of those taken, these. */
const arrive = (taken: boolean): SingleStep => ({ do: 'arrive', pick: 0, taken });
const answer = (as: (typeof ANSWERS)[number], ...picks: number[]): SingleStep => ({
  do: 'answer',
  picks,
  as,
});
const echo = (...picks: number[]): SingleStep => ({ do: 'echo', picks, of: 'ours' });
const settleUnknown = (evidence: 'echo' | 'repeat' | 'hopeless'): SingleStep => ({
  do: 'settle_unknown',
  worker: 1,
  evidence,
  wrong: true,
});
const ask = (worker: number): SingleStep => ({ do: 'ask', worker, pick: 0 });
const believe = (worker: number): SingleStep => ({ do: 'believe', worker });
const expireLease: SingleStep = { do: 'expire_lease' };
const sendAgain: SingleStep = { do: 'send_again', campaign: 0 };
const stop: SingleStep = { do: 'stop', campaign: 0 };

const started = [take(0), read(0), begin(0)];
/** A call is under way when its holder loses the lane; the next one finds it. */
const lost = (taken: boolean) => [...started, arrive(taken), expireLease, take(1)];
/** Its absence is believed although it was taken. */
const misled = [...lost(true), settleUnknown('repeat')];
/** ... and the next holder calls again, which is refused; `as` says how. */
const again = (as: (typeof ANSWERS)[number]) => [...misled, read(1), begin(1), arrive(false), answer(as, 1)];

export const STORIES: Record<string, readonly Step[]> = {
  'answers of every kind': [
    ...[take(0), read(0), begin(0, 3), arrive(true), arrive(false), arrive(false)],
    ...[answer('accepted', 0), answer('refused', 0), answer('again', 0)],
    ...[read(0), begin(0, 3), arrive(false), arrive(false), arrive(false)],
    ...[answer('closed', 0), answer('unknown', 0), answer('limited', 0)],
  ],
  'no call is made': [take(0), read(0), uncalled(0, 'skipped'), uncalled(0, 'failed'), uncalled(0, 'held')],
  'a held message leaves when the person writes': [
    take(0),
    read(0),
    uncalled(0, 'held'),
    { do: 'write', person: 0 },
  ],
  'a held message is given up, or goes by the next route': [
    ...[take(0), read(0), { ...uncalled(0, 'held'), most: 9 } as Step, { do: 'expire_held' } as const],
    ...[read(0), begin(0)],
  ],
  'a person asks for no more': [
    ...([take(0), read(0), uncalled(0, 'held'), { do: 'opt_out', person: 0 }] as const),
    ...([{ do: 'opt_out', person: 1 }, sendAgain] as const),
  ],
  'people do what makes the message pointless': [
    ...([take(0), read(0), uncalled(0, 'held'), { do: 'exit', campaign: 0 }] as const),
    ...([begin(0), sendAgain] as const),
  ],
  'an operator sends again to a refused one': [...started, arrive(false), answer('refused', 0), sendAgain],
  'an operator sends again to a skipped one': [
    take(0),
    read(0),
    uncalled(0, 'skipped'),
    sendAgain,
    { do: 'write', person: 0 },
    sendAgain,
  ],
  'a call is not made after all': [...started, withdraw(0)],
  'a call is not made after all, and the next holder takes it for unknown': [
    ...started,
    expireLease,
    take(1),
    withdraw(0),
    read(1),
    begin(1),
    arrive(true),
    answer('accepted', 0),
  ],
  'an echo comes before its answer': [...started, arrive(true), echo(0), answer('accepted', 0)],
  'an echo settles what was lost': [...lost(true), echo(0), echo(0)],
  'the conversation settles what was lost': [...lost(true), ask(1), believe(1), echo(0)],
  'absence settles what was lost': [
    ...lost(false),
    read(1),
    begin(1),
    arrive(true),
    echo(0),
    settleUnknown('echo'),
  ],
  'no evidence for too long, and then the echo': [...lost(true), settleUnknown('hopeless'), echo(0)],
  'no evidence for too long, and then the answer': [
    ...lost(true),
    settleUnknown('hopeless'),
    answer('accepted', 0),
  ],
  'an answer after the lane was lost': [...lost(true), answer('accepted', 0)],
  'an answer after its absence was believed': [...misled, answer('accepted', 0)],
  'an echo after its absence was believed': [...misled, echo(0)],
  'an answer after the next call found the window closed': [...again('closed'), answer('accepted', 0)],
  'an answer after the next call was held': [
    ...[...again('closed'), read(1), uncalled(1, 'held'), answer('accepted', 0)],
  ],
  'an echo after the next call was held': [...again('closed'), read(1), uncalled(1, 'held'), echo(0)],
  'an answer after the next call was refused': [...again('refused'), answer('accepted', 0)],
  'an answer after the next call was skipped': [
    ...misled,
    read(1),
    uncalled(1, 'skipped'),
    answer('accepted', 0),
  ],
  'an echo after the next call was skipped': [...misled, read(1), uncalled(1, 'skipped'), echo(0)],
  'a stop while somebody is held and somebody unknown': [
    ...[...lost(false), read(1), uncalled(1, 'held'), stop, settleUnknown('repeat')],
    ...([{ do: 'skip_stopped' }, { do: 'finish' }] as const),
  ],
  'two profiles become one': [take(0), read(0), uncalled(0, 'held'), uncalled(0, 'held'), { do: 'merge' }],

  // Counterexamples
  'an echo from another Page names no attempt': [
    ...lost(true),
    { do: 'echo', picks: [0], of: 'another_page' },
    { do: 'echo', picks: [0], of: 'another_installation' },
  ],
  'what was seen of one attempt is believed of no later one': [
    ...[...lost(false), ask(1), settleUnknown('repeat')],
    ...[read(1), begin(1), arrive(true), answer('unknown', 1), believe(1)],
  ],
  'a call is not made after all while the next holder takes it for unknown': [
    ...[...started, expireLease],
    { do: 'race', steps: [take(1), withdraw(0)] },
  ],
  'a call is withdrawn a second time, when the next holder has begun it': [
    ...[...started, expireLease, take(1), withdraw(0), read(1), begin(1)],
    { do: 'withdraw_again', worker: 0 },
  ],
  'what was read under an earlier fence begins nothing twice': [
    ...[take(0), read(0), expireLease, take(1), read(1), begin(1), arrive(false), answer('again', 0)],
    ...[expireLease, take(0), begin(0)],
  ],
  'a message found for one attempt settles no later one': [
    ...[...lost(true), ask(1), settleUnknown('repeat')],
    ...[read(1), begin(1), arrive(false), answer('unknown', 1), believe(1)],
  ],
  'who lost the lane settles nothing by what it saw': [
    ...[...lost(false), ask(1), expireLease, take(2), believe(1), ask(2), believe(2)],
  ],
  'nobody is held who has written meanwhile': [
    ...([take(0), read(0), { do: 'write', person: 0 }, uncalled(0, 'held')] as const),
  ],
  'of two answers that come in one statement the one that proves counts': [
    ...[...misled, read(1), begin(1), arrive(false), answer('again', 0, 1)],
  ],
  'of two answers that come in one statement the one that proves counts, in any order': [
    ...[...misled, read(1), begin(1), arrive(false), answer('again', 1, 0)],
  ],
  'of two echoes in one webhook both name their attempts': [
    ...[...misled, read(1), begin(1), arrive(true), echo(0, 1), echo(1)],
  ],
};
