// What is wrong with a draft, by field: the service's list, or its refusal to read the draft at all, as one kind of thing. Pure.
import { asApiError } from '../../../api/client.ts';
import type { CampaignCheck, CampaignDefinition, Problem } from '../../../api/types.ts';
import { unfinishedGoals } from '../goals/goals.ts';
import { unfinishedProblems } from '../trigger/unfinished.ts';
import { problemWords } from './fieldWords.ts';

export type Step = 'who' | 'what' | 'when' | 'review';

/** "body.definition.request.url" → "request.url": a path into the definition, as the form names its fields. */
const localPath = (path: string): string =>
  path.replace(/^(body[./])?(definition[./])?/, '').replaceAll('/', '.');

/** `definition`: as the form holds it, with what is not entered yet. */
export function listProblems(
  check: CampaignCheck | undefined,
  refusal: unknown,
  definition: CampaignDefinition,
): Problem[] {
  const unfinished = [...unfinishedProblems(definition.trigger), ...unfinishedGoals(definition.goals)];
  // That a list is empty is not said beside the blank row in it.
  const others = checkedProblems(check, refusal).filter(
    ({ field }) => !unfinished.some((gap) => gap.field.startsWith(`${field}.`)),
  );
  return [...unfinished, ...others];
}

function checkedProblems(check: CampaignCheck | undefined, refusal: unknown): Problem[] {
  if (!refusal) return check?.problems ?? [];
  const { status, message, field, remedy, issues } = asApiError(refusal);
  // Only a refused input is a problem of the draft; anything else is shown as trouble with the service.
  if (status !== 400) return [];
  const found = issues.length > 0 ? issues : [{ field: field ?? '', message, remedy }];
  return found.map((issue) => ({
    field: localPath(issue.field),
    severity: 'error' as const,
    message: issue.message,
    remedy: issue.remedy ?? null,
  }));
}

/** Where each part of a definition stands on screen. */
const STEPS: Record<keyof CampaignDefinition, Step> = {
  segment_id: 'who',
  page_id: 'what',
  message: 'what',
  request: 'what',
  routes: 'what',
  translations: 'what',
  experiment: 'what',
  content: 'what',
  delivery_type: 'when',
  schedule: 'when',
  trigger: 'when',
  controls: 'when',
  goals: 'when',
  per_second: 'when',
  priority: 'when',
  resend_unknown: 'when',
};

/** Where a field is to be mended. */
export function stepOf(field: string): Step {
  const [part = ''] = field.split('.');
  return part in STEPS ? STEPS[part as keyof CampaignDefinition] : 'what';
}

/** The sentence under a field: its own problem, or that of a part of it. */
export function fieldError(problems: Problem[], field: string): string | undefined {
  const found = problems.find(
    (problem) =>
      problem.severity === 'error' && (problem.field === field || problem.field.startsWith(`${field}.`)),
  );
  return found && errorWords(found);
}

/** The sentence of a whole part, such as a list: not those of the fields in it. */
export function ownError(problems: Problem[], field: string): string | undefined {
  const found = problems.find((problem) => problem.severity === 'error' && problem.field === field);
  return found && errorWords(found);
}

/** Whether something in a part is to be mended. */
export const hasError = (problems: Problem[], field: string): boolean =>
  fieldError(problems, field) !== undefined;

function errorWords(problem: Problem): string {
  const words = problemWords(problem);
  return problem.remedy ? `${words} ${problem.remedy}` : words;
}

/** The DOM id of a field, by which a problem leads to it. */
export const fieldId = (field: string): string => `field-${field.replaceAll('.', '-')}`;

/** The field, or the nearest one above it that is on the screen. */
function findShown(field: string): HTMLElement | null {
  const parts = field.split('.');
  for (let length = parts.length; length > 0; length--) {
    const element = document.getElementById(fieldId(parts.slice(0, length).join('.')));
    if (element?.checkVisibility()) return element;
  }
  return null;
}

/** Puts the cursor into a field, or into the nearest one above it that is on the screen. */
export function focusField(field: string): void {
  const element = findShown(field);
  if (element === null) return;
  element.scrollIntoView({ block: 'center', behavior: 'smooth' });
  // A group of choices takes no focus by itself.
  if (element.tabIndex < 0) element.tabIndex = -1;
  // The frame of a code editor stands in for the editor until that has loaded.
  (element.querySelector<HTMLElement>('.cm-content') ?? element).focus({ preventScroll: true });
}

const PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 100;
const TAKEN_OVER = ['pointerdown', 'keydown', 'wheel'] as const;

/**
 * The same as soon as the field is on the screen, and for a while: parts of a step come, and are built anew, when what they show is
 * known. Whoever begins to do something meanwhile is left alone. Returns how to give it up.
 */
export function leadTo(field: string): () => void {
  const timer = window.setInterval(look, LOOK_AGAIN_MS);
  const patience = window.setTimeout(stop, PATIENCE_MS);
  let shown: HTMLElement | null = null;
  function stop(): void {
    window.clearInterval(timer);
    window.clearTimeout(patience);
    for (const event of TAKEN_OVER) window.removeEventListener(event, stop);
  }
  function look(): void {
    const found = findShown(field);
    if (found === null) return;
    // What is built anew meanwhile loses the focus; where another part of the screen took it, it stays.
    if (found !== shown || document.activeElement === document.body) focusField(field);
    shown = found;
  }
  for (const event of TAKEN_OVER) window.addEventListener(event, stop);
  look();
  return stop;
}
