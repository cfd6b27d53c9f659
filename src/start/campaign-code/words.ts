// What `talaria campaign` prints: problems with their place, differences field by field.
import { changedFields, fieldOf, valueAt } from '../../campaigns/revision.merge.ts';
import { AppError } from '../../kit/errors.ts';
import { Refusal } from './client.ts';
import type { CampaignFile, FileProblem } from './file.ts';
import { type Content, problemIn } from './resolve.ts';

const MOST_SHOWN = 160;

/** A line for what is wrong, one for what to do. */
export function sayProblem(path: string, { field, line, severity, message, remedy }: FileProblem): string[] {
  const place = line === null ? path : `${path}:${line}`;
  const where = field === '' ? place : `${place} ${field}`;
  const said = severity === 'warning' ? `warning: ${message}` : message;
  return [`${where}: ${said}`, ...(remedy === null ? [] : [`    ${remedy}`])];
}

/** Everything the service said when it refused, at the places of the file. */
export function problemsOfRefusal(file: CampaignFile, error: unknown): FileProblem[] {
  if (error instanceof AppError)
    return [problemIn(file, error.field ?? '', error.message, error.remedy ?? null)];
  if (!(error instanceof Refusal)) throw error;
  const { message, field = '', issues = [], conflict } = error.said;
  const remedy = conflict ? mergeRemedy(conflict.revision) : (error.said.remedy ?? null);
  const clashes = (conflict?.fields ?? []).map((one) =>
    problemIn(
      file,
      one.field,
      `${one.by ?? 'Somebody else'} changed it to ${shown(one.theirs)}; here it is ${shown(one.yours)}.`,
    ),
  );
  const others = issues
    .filter((issue) => issue.field !== field)
    .map((issue) => problemIn(file, stripBody(issue.field), issue.message, issue.remedy ?? null));
  return [problemIn(file, stripBody(field), message, remedy), ...clashes, ...others];
}

const mergeRemedy = (revision: number): string =>
  `Write what it is to be and \`revision: ${revision}\` into the file, or apply it with --overwrite.`;

/** The API names fields of what it was sent. */
const stripBody = (field: string): string => field.replace(/^definition\./, '');

/** How the file differs from what is stored, a line a field. */
export function sayDifferences(stored: Content, wanted: Content): string[] {
  return changedFields(stored, wanted).map((path) => {
    const [before, after] = [valueAt(stored, path), valueAt(wanted, path)];
    return `  ${fieldOf(path)}: ${shown(before)} → ${shown(after)}`;
  });
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
