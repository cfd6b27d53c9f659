// Prints docs/delivery-states.md: the ledger's states, its arrows and the statements behind them, from the tables in
// delivery.states.ts. Pure.
import {
  ARROWS,
  DELIVERY_STATES,
  ENTRIES,
  SETTLED_STATES,
  STATEMENTS,
  TRANSITIONS,
} from './delivery.states.ts';

const INTRODUCTION = `# States of a delivery

A delivery is one message for one person in one run of a campaign: a row of \`deliveries\`, whose calls are rows of
\`attempts\`. It is always in one of these states. Printed from
[\`src/delivery/delivery.states.ts\`](../src/delivery/delivery.states.ts); a test keeps it true, and another
([\`ledger.model.test.ts\`](../src/delivery/ledger.model.test.ts)) runs the statements in random order and allows no change
of state that is not an arrow here, and no arrow that never happens.`;

const PROOF = `Proof that a message was taken leads from every state to *accepted*: an echo may come after its absence was
believed, an answer after the lane was lost. Nothing leads out of *accepted*, so whoever has a message is not called again.`;

const STATEMENTS_ABOUT = `Each arrow is one statement that names the state it leaves. *Needs* is what else it holds against the
row. The fence is the number of the lane's holder: it goes up with each new one, so a holder that lost the lane changes
nothing but by proof. The attempt number tells a delivery's calls apart.`;

/** The document, as Markdown. */
export function printStates(): string {
  const states = Object.entries(DELIVERY_STATES).map(([state, meaning]) => [state, meaning]);
  const entries = ENTRIES.map(({ to, cause, by }) => ['', to, cause, code(by)]);
  const arrows = ARROWS.map(({ from, to, cause, by }) => [from.join(', '), to, cause, code(by)]);
  const statements = Object.entries(STATEMENTS).map(([name, { file, needs }]) => [
    code(name),
    `[\`${file}\`](../src/${file})`,
    needs,
  ]);
  return [
    INTRODUCTION,
    table(['state', 'meaning'], states),
    diagram(),
    PROOF,
    '## Arrows',
    table(['from', 'to', 'cause', 'statement'], [...entries, ...arrows]),
    '## Statements',
    STATEMENTS_ABOUT,
    table(['statement', 'file', 'needs'], statements),
    '',
  ].join('\n\n');
}

/** Accepted, failed and skipped end a delivery; that two of them can be left again is in the arrows. */
function diagram(): string {
  const entries = [...new Set(ENTRIES.map(({ to }) => `[*] --> ${to}`))];
  const arrows = Object.entries(TRANSITIONS).flatMap(([from, all]) => all.map((to) => `${from} --> ${to}`));
  const ends = SETTLED_STATES.map((state) => `${state} --> [*]`);
  const lines = [...entries, ...arrows, ...ends].map((line) => `  ${line}`);
  return ['```mermaid', 'stateDiagram-v2', ...lines, '```'].join('\n');
}

const code = (text: string): string => `\`${text}\``;

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
