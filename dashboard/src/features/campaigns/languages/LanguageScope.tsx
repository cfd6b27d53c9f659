// The draft as one language has it: within, the composer edits that message, and preview and test show it.
import { type ReactNode, useMemo } from 'react';
import { DraftContext, useDraftContext } from '../editor/DraftContext.ts';
import type { DraftHandle } from '../editor/useDraft.ts';
import { OWN, ofLanguage, patchLanguage, problemsOf } from './languages.ts';

export function LanguageScope({ language, children }: { language: number; children: ReactNode }) {
  const draft = useDraftContext();
  const scoped = useMemo(() => (language === OWN ? draft : scopedDraft(draft, language)), [draft, language]);
  return <DraftContext value={scoped}>{children}</DraftContext>;
}

function scopedDraft(draft: DraftHandle, language: number): DraftHandle {
  const changeBy: DraftHandle['changeBy'] = (patch) =>
    draft.changeBy((before) => patchLanguage(before, language, patch(ofLanguage(before, language))));
  const wire = ofLanguage(draft.wire, language);
  return {
    ...draft,
    definition: ofLanguage(draft.definition, language),
    wire,
    settled: draft.settled === draft.wire ? wire : ofLanguage(draft.settled, language),
    problems: problemsOf(draft.problems, language),
    changeBy,
    change: (patch) => changeBy(() => patch),
    changeComposed: (patch) =>
      changeBy(({ message }) => ({ message: message && { ...message, ...patch(message) } })),
  };
}
