// What the service refused of a segment, brought to the lines it is about. Pure.
import { asApiError } from '../../api/client.ts';
import { issueWords } from '../../ui/issueWords.ts';
import type { GroupDraft } from './draft.ts';
import { type Fault, placeIssue } from './faults.ts';

export interface Refusal {
  /** Of the lines. */
  faults: Fault[];
  name: string | undefined;
  /** What belongs to no field. */
  rest: unknown;
}

/** `draft`: as it was sent; the paths of the service count its lines. */
export function placeRefusal(error: unknown, draft: GroupDraft): Refusal {
  if (!error) return { faults: [], name: undefined, rest: null };
  const { message, field, issues, remedy } = asApiError(error);
  const all = issues.length > 0 ? issues : field ? [{ field, message, remedy }] : [];
  const faults: Fault[] = [];
  let name: string | undefined;
  let rest: unknown = all.length === 0 ? error : null;
  for (const issue of all) {
    const [place, ...path] = issue.field.replace(/^body[./]/, '').split('.');
    const words = issueWords(issue);
    const found = place === 'filter' ? placeIssue(draft, path.join('.')) : null;
    if (place === 'name') name = words;
    else if (found) faults.push({ ...found, line: found.at, message: words, isMissing: false });
    else rest = error;
  }
  return { faults, name, rest };
}
