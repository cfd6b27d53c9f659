// Which rows of a list are chosen. A click with Shift chooses everything from the last one to this one, as in a mailbox.
import { useCallback, useMemo, useRef, useState } from 'react';

export interface Selection {
  ids: ReadonlySet<string>;
  toggle: (id: string, withRange: boolean) => void;
  choose: (ids: readonly string[]) => void;
  clear: () => void;
}

/** `rows`: in the order they are shown. What is no longer among them is no longer chosen. */
export function useSelection(rows: readonly { id: string }[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const ids = useMemo(() => {
    const shown = new Set(rows.map((row) => row.id));
    return new Set([...chosen].filter((id) => shown.has(id)));
  }, [rows, chosen]);

  const toggle = useCallback(
    (id: string, withRange: boolean) => {
      const anchor = last.current;
      last.current = id;
      setChosen((before) => {
        const next = new Set(before);
        const isChosen = !before.has(id);
        for (const one of withRange ? between(rows, anchor, id) : [id]) {
          if (isChosen) next.add(one);
          else next.delete(one);
        }
        return next;
      });
    },
    [rows],
  );
  return {
    ids,
    toggle,
    choose: useCallback((all) => setChosen(new Set(all)), []),
    clear: useCallback(() => setChosen(new Set()), []),
  };
}

function between(rows: readonly { id: string }[], from: string | null, to: string): string[] {
  const [a, b] = [from, to].map((id) => rows.findIndex((row) => row.id === id));
  if (a === undefined || b === undefined || a < 0 || b < 0) return [to];
  return rows.slice(Math.min(a, b), Math.max(a, b) + 1).map((row) => row.id);
}
