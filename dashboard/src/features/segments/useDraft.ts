// The draft of a form with its undo, and which line the focus goes to once a change is on the screen.
import { useCallback, useRef, useState } from 'react';
import type { GroupFilter } from '../../api/types.ts';
import { toGroupDraft } from './convert.ts';
import type { Draft, GroupDraft } from './draft.ts';
import { record, redo, startHistory, tagOf, undo } from './history.ts';
import { findNode, replaceNode } from './tree.ts';

/** A line by its id: on it, or in its first field; or whichever line stands at a place, counted over all lines. */
export type FocusWish = { line: string; on: 'line' | 'field' } | { place: number };

export interface DraftEdits {
  draft: GroupDraft;
  /** Any change of the tree, a step of its own for undo. */
  act: (edit: (root: GroupDraft) => GroupDraft, focus?: FocusWish) => void;
  /** One line or group as it is now. */
  change: (node: Draft) => void;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
  /** What is wished for is granted once: reading it takes it away. */
  takeFocusWish: () => FocusWish | null;
}

export function useDraft(initial: GroupFilter): DraftEdits {
  const [history, setHistory] = useState(() => startHistory(toGroupDraft(initial)));
  const wish = useRef<FocusWish | null>(null);
  const act = useCallback((edit: (root: GroupDraft) => GroupDraft, focus?: FocusWish) => {
    wish.current = focus ?? null;
    const at = performance.now();
    setHistory((now) => record(now, edit(now.present), '', at));
  }, []);
  const change = useCallback((node: Draft) => {
    const at = performance.now();
    setHistory((now) => {
      const tag = tagOf(findNode(now.present, node.id), node);
      return record(now, replaceNode(now.present, node), tag, at);
    });
  }, []);
  const takeFocusWish = useCallback(() => {
    const taken = wish.current;
    wish.current = null;
    return taken;
  }, []);
  return {
    draft: history.present,
    act,
    change,
    undo: useCallback(() => setHistory(undo), []),
    redo: useCallback(() => setHistory(redo), []),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    takeFocusWish,
  };
}
