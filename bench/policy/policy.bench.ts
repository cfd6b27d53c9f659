// The policy and the check of messages on one core, against what a person would write by hand; and what is known of a whole
// audience before anything is sent.
import { startChild } from '../kit/child.ts';
import type { Place } from '../kit/place.ts';
import {
  type Contestant,
  type Figures,
  type Options,
  type Result,
  ratioOf,
  type Summary,
  takeTurns,
} from '../kit/rounds.ts';
import { printTable } from '../kit/table.ts';
import { measureAudience } from './audience.ts';
import type { MessageName } from './cases.ts';

const OURS = 'Talaria';
const BY_HAND = 'if and else, by hand';

/** One figure of the benchmark with its baseline: what is done, and how it is asked for. */
interface Part {
  title: string;
  verb: 'verdicts' | 'messages';
  message?: MessageName;
}

const PARTS = {
  verdicts: { title: 'Verdicts: every purpose with every state of a person', verb: 'verdicts' },
  messages: {
    title: 'A text with five attributes and three quick replies: rendered, judged, checked',
    verb: 'messages',
    message: 'text',
  },
  carousels: {
    title: 'A carousel of five cards with fifteen personal texts, likewise',
    verb: 'messages',
    message: 'carousel',
  },
} as const satisfies Record<string, Part>;

export async function policyBench(place: Place, { seconds, onlyOurs }: Options): Promise<Result> {
  const children = await startChildren(place, onlyOurs);
  const compare = async ({ title, ...part }: Part): Promise<Map<string, Summary>> => {
    const figures = await takeTurns(
      children.map(
        ({ name, ask }): Contestant => ({
          name,
          round: () => ask(part.verb, { seconds, message: part.message }),
        }),
      ),
    );
    console.log(title);
    printTable({ 'a second of CPU': 'per_second', 'µs each': 'us_each', good: 'check' }, figures);
    return figures;
  };
  const verdicts = await compare(PARTS.verdicts);
  const messages = await compare(PARTS.messages);
  const carousels = await compare(PARTS.carousels);
  const audience = await measureAudience(place);
  const perSecond = (of: Map<string, Summary>, name: string) => of.get(name)?.['per_second'];
  return {
    ours: {
      verdicts_per_second: perSecond(verdicts, OURS),
      messages_per_second: perSecond(messages, OURS),
      carousels_per_second: perSecond(carousels, OURS),
      ...audience,
    },
    baselines: onlyOurs
      ? {}
      : {
          by_hand: {
            verdicts_per_second: perSecond(verdicts, BY_HAND),
            messages_per_second: perSecond(messages, BY_HAND),
            carousels_per_second: perSecond(carousels, BY_HAND),
          },
        },
    ratio: onlyOurs
      ? {}
      : {
          verdicts: ratioOf(verdicts.get(OURS), verdicts.get(BY_HAND), 'per_second'),
          messages: ratioOf(messages.get(OURS), messages.get(BY_HAND), 'per_second'),
          carousels: ratioOf(carousels.get(OURS), carousels.get(BY_HAND), 'per_second'),
        },
  };
}

interface Runner {
  name: string;
  ask(verb: string, input: object): Promise<Figures>;
}

/** Each in a process of its own, so that neither is slower for what the other taught the compiler. */
async function startChildren(place: Place, onlyOurs: boolean): Promise<Runner[]> {
  const files: [name: string, file: string][] = [[OURS, 'policy/policy.child.ts']];
  if (!onlyOurs) files.push([BY_HAND, 'baselines/policy-by-hand.child.ts']);
  const runners: Runner[] = [];
  for (const [name, file] of files) {
    const child = await startChild(file, {});
    place.atEnd(() => child.stop());
    runners.push({ name, ask: (verb, input) => child.ask(verb, input) });
  }
  return runners;
}
