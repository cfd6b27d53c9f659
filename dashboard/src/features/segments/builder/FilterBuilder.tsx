// The tree of lines and groups with its keys: Alt+Up and Alt+Down move, Ctrl+Z and Ctrl+Y undo and redo. The focus follows.
import { VisuallyHidden } from '@mantine/core';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { moveNode } from '../tree.ts';
import type { DraftEdits, FocusWish } from '../useDraft.ts';
import { type Builder, BuilderContext } from './BuilderContext.ts';
import { GroupBox } from './GroupBox.tsx';

interface FilterBuilderProps {
  edits: DraftEdits;
  builder: Builder;
}

export function FilterBuilder({ edits, builder }: FilterBuilderProps) {
  const box = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');
  useLayoutEffect(() => {
    const wish = box.current && edits.takeFocusWish();
    if (wish) grant(box.current!, wish);
  });
  /** Before the field that has the focus: in it the arrows would open a list or count up. */
  const onKeys = (event: KeyboardEvent<HTMLDivElement>) => {
    const take = (act: () => void) => {
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    const { key, altKey, shiftKey } = event;
    if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
      const id = (event.target as Element).closest('[data-line]')?.getAttribute('data-line');
      if (id) take(() => move(builder, id, key === 'ArrowUp' ? -1 : 1));
    } else if ((event.ctrlKey || event.metaKey) && !altKey) {
      const letter = key.toLowerCase();
      const again = letter === 'y' || (letter === 'z' && shiftKey);
      if (!again && letter !== 'z') return;
      take(() => {
        (again ? edits.redo : edits.undo)();
        setSaid(again ? 'Done again' : 'Undone');
      });
    }
  };
  return (
    <BuilderContext value={builder}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the fields within, which have the focus */}
      <div ref={box} onKeyDownCapture={onKeys} onKeyDown={keepInside}>
        <GroupBox group={edits.draft} depth={1} />
        <VisuallyHidden role="status">{said}</VisuallyHidden>
      </div>
    </BuilderContext>
  );
}

export const move = ({ act }: Pick<Builder, 'act'>, id: string, by: -1 | 1): void =>
  act((root) => moveNode(root, id, by), { line: id, on: 'line' });

/** Enter in a field finishes the field, not the form. */
function keepInside(event: KeyboardEvent): void {
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
}

const FIELDS = 'input:not([type="hidden"], [type="radio"], :disabled)';

function grant(box: HTMLElement, wish: FocusWish): void {
  const lines = [...box.querySelectorAll<HTMLElement>('[data-line]')];
  if ('place' in wish) {
    (lines[Math.min(wish.place, lines.length - 1)] ?? box.querySelector<HTMLElement>('[data-add]'))?.focus();
    return;
  }
  const line = lines.find((one) => one.dataset['line'] === wish.line);
  const field = wish.on === 'field' ? firstField(line) : null;
  (field ?? line)?.focus();
}

/** The first that is still empty; in a group of its first line: how the lines join is decided already. */
function firstField(line: HTMLElement | undefined): HTMLElement | null {
  const within = line?.querySelector<HTMLElement>('[data-line]') ?? line;
  const fields = [...(within?.querySelectorAll<HTMLInputElement>(FIELDS) ?? [])];
  return fields.find(({ value }) => value === '') ?? fields[0] ?? null;
}
