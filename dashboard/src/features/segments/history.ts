// Undo and redo of what is done to a draft. Pure; the time of an edit is an argument.
import type { Draft, GroupDraft } from './draft.ts';

export interface History {
  past: GroupDraft[];
  present: GroupDraft;
  future: GroupDraft[];
  /** Which part the latest edit changed, and when (ms of any clock that only runs forward). */
  tag: string;
  at: number;
}

const MAX_STEPS = 200;
/** Letters typed into one field one after the other are undone together. */
const ONE_GO_MS = 1_000;

export const startHistory = (present: GroupDraft): History => ({
  past: [],
  present,
  future: [],
  tag: '',
  at: 0,
});

/** `tag` '': a step of its own whatever came before. The same tree is no step. */
export function record(history: History, next: GroupDraft, tag: string, at: number): History {
  const { past, present } = history;
  if (next === present) return history;
  const goesOn = tag !== '' && tag === history.tag && at - history.at < ONE_GO_MS;
  return { past: goesOn ? past : [...past, present].slice(-MAX_STEPS), present: next, future: [], tag, at };
}

export function undo({ past, present, future }: History): History {
  const before = past.at(-1);
  if (!before) return { past, present, future, tag: '', at: 0 };
  return { past: past.slice(0, -1), present: before, future: [present, ...future], tag: '', at: 0 };
}

export function redo({ past, present, future }: History): History {
  const [after, ...rest] = future;
  if (!after) return { past, present, future, tag: '', at: 0 };
  return { past: [...past, present], present: after, future: rest, tag: '', at: 0 };
}

/** Which parts of a node an edit changed; '' when it added to or took from a list, which is undone one by one. */
export function tagOf(before: Draft | undefined, after: Draft): string {
  if (!before) return '';
  const [old, now] = [before as object, after as object] as Record<string, unknown>[];
  const keys = [...new Set([...Object.keys(old!), ...Object.keys(now!)])].filter(
    (key) => old![key] !== now![key],
  );
  return keys.some((key) => Array.isArray(now![key])) ? '' : `${after.id} ${keys.join(' ')}`;
}
