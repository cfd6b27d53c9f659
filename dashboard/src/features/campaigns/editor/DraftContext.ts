// Hands the draft to the parts of the wizard, so that each takes what it needs.
import { createContext, useContext } from 'react';
import type { DraftHandle } from './useDraft.ts';

export const DraftContext = createContext<DraftHandle | null>(null);

export function useDraftContext(): DraftHandle {
  const draft = useContext(DraftContext);
  if (draft === null) throw new Error('This part of the wizard stands outside a DraftContext');
  return draft;
}
