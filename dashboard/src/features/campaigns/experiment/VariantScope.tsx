// The draft as one variant has it: within, every form edits the message, the call, the languages and the ways of that variant,
// and preview and test show it. What belongs to the whole campaign stays what it is.
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { DraftContext, useDraftContext } from '../editor/DraftContext.ts';
import { focusField } from '../editor/problems.ts';
import type { DraftHandle } from '../editor/useDraft.ts';
import { type Kept, keep, NOTHING_KEPT, switchWhat } from '../what/what.ts';
import { ofVariant, patchVariant, problemsOf, variantOf } from './experiment.ts';

export function VariantScope({ variant, children }: { variant: number; children: ReactNode }) {
  const draft = useDraftContext();
  const kept = useRef<Kept>(NOTHING_KEPT);
  const scoped = useMemo(() => (variant === 0 ? draft : scopedDraft(draft, variant, kept)), [draft, variant]);
  useFocus(draft.shownField, variant);
  return <DraftContext value={scoped}>{children}</DraftContext>;
}

function scopedDraft(draft: DraftHandle, variant: number, kept: { current: Kept }): DraftHandle {
  const changeBy: DraftHandle['changeBy'] = (patch) =>
    draft.changeBy((before) => patchVariant(before, variant, patch(ofVariant(before, variant))));
  const wire = ofVariant(draft.wire, variant);
  const definition = ofVariant(draft.definition, variant);
  return {
    ...draft,
    definition,
    wire,
    settled: draft.settled === draft.wire ? wire : ofVariant(draft.settled, variant),
    problems: problemsOf(draft.problems, variant),
    changeBy,
    change: (patch) => changeBy(() => patch),
    changeRequest: (patch) => changeBy(({ request }) => ({ request: request && { ...request, ...patch } })),
    changeComposed: (patch) =>
      changeBy(({ message }) => ({ message: message && { ...message, ...patch(message) } })),
    changeWhat: (what) => {
      kept.current = keep(kept.current, definition);
      const { message, request, routes } = switchWhat(definition, what, kept.current);
      changeBy(() => ({ message, request, routes }));
    },
  };
}

/** A problem of a variant leads to the field of its form, which has the name it has without the variant. */
function useFocus(field: string | undefined, variant: number): void {
  useEffect(() => {
    if (field === undefined || variantOf(field) !== variant) return;
    const inner = field.replace(/^experiment\.variants\.\d+\.content\./, '');
    // After the editor has looked for the field under its own name.
    const frame = requestAnimationFrame(() => focusField(inner));
    return () => cancelAnimationFrame(frame);
  }, [field, variant]);
}
