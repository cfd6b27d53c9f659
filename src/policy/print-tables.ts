// Prints the tables of docs/platform-rules.md: every rule with its dates, and what the linter finds. `talaria policy --tables`.
import { LINT_RULES } from './lint-rules.ts';
import { describeAddress, describeCondition, describeDates } from './print-policy.ts';
import { RULES, type Rule } from './rules.ts';

/** The two tables, as Markdown; the document holds each as it is printed. */
export const printTables = (): string[] => [
  table(
    ['route', 'asked by', 'what holds', 'asks', 'in force', 'source'],
    RULES.map((rule) => [
      rule.route,
      describeAddress(rule),
      describeRule(rule),
      rule.conditions.map(describeCondition).join('; ') || 'nothing',
      describeDates(rule),
      rule.source,
    ]),
  ),
  table(
    ['rule', 'finds', 'grade', 'remedy', 'source'],
    Object.entries(LINT_RULES).map(([rule, { title, severity, remedy, source }]) => [
      `\`${rule}\``,
      title,
      severity,
      remedy,
      source,
    ]),
  ),
];

const describeRule = ({ what, note }: Rule): string => (note === undefined ? `${what}.` : `${what}. ${note}`);

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
