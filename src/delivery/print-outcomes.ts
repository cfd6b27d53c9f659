// Prints docs/outcomes.md: every outcome the ledger can hold, from the tables the sender itself decides by. Pure.
import { listConnectorReasons } from '../connectors/reasons.ts';
import type { Again, Explanation, Mender } from '../kit/remedy.ts';
import { listGraphErrors } from '../messenger/graph-errors.ts';
import { POLICY_REASONS } from '../policy/verdict.ts';
import { OWN_REASONS } from './reasons.ts';

const WHO: Record<Mender, string> = {
  nobody: 'nobody needs to',
  you: 'you',
  page_admin: 'an administrator of the Page',
  app_developer: 'whoever runs the Facebook app',
  person: 'the person',
  facebook: 'Facebook',
  receiver: 'whoever runs the address',
};

const AGAIN: Record<Again, string> = {
  now: 'yes',
  once_mended: 'when it is mended',
  once_written: 'when the person wrote',
  no: 'no',
};

const INTRODUCTION = `# Outcomes

What can become of a message, what it means, who can mend it and what Talaria does by itself. Printed from the tables the
sender decides by; a test keeps it true. *Sent again* is what the action "Send again" of a campaign
(\`POST /api/campaigns/{id}/retry-failed\`) does with people who failed or were skipped for it.

An answer is judged by its code and subcode alone. Its text is localised and its HTTP status is not part of the contract: an
HTML page, a cut answer, an empty one or one without a message id leaves open whether the message was taken, whatever its
status, and only the echo settles it.`;

/** The document, as Markdown. */
export function printOutcomes(): string {
  const graph = listGraphErrors().map((meaning) => [meaning.key, meaning] as const);
  return [
    INTRODUCTION,
    section(
      'Answers of Facebook',
      'A code, a code with its subcode, or a subcode that means the same under any code. What is not listed is treated as its code; an unknown code as `other`.',
      graph,
    ),
    section('Rules of the platform, applied before the call', null, Object.entries(POLICY_REASONS)),
    section('Reasons of our own', null, Object.entries(OWN_REASONS)),
    section('Answers of other addresses', null, listConnectorReasons()),
    '',
  ].join('\n\n');
}

type Row = readonly [key: string, explanation: Explanation];

function section(title: string, about: string | null, rows: readonly Row[]): string {
  const head = ['reason', 'meaning', 'who mends it', 'how', 'what Talaria does', 'sent again'];
  const body = rows.map(([key, { title, who, remedy, does, again }]) => [
    `\`${key}\``,
    title,
    WHO[who],
    remedy ?? '',
    does,
    AGAIN[again],
  ]);
  const table = [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  return [`## ${title}`, ...(about === null ? [] : [about]), table.join('\n')].join('\n\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
