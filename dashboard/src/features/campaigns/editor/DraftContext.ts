// Hands the draft to the parts of the wizard, so that each takes what it needs.
import { createContext, useContext } from 'react';
import type { ComposedMessage, ConnectorRequest } from '../../../api/types.ts';
import type { DraftHandle } from './useDraft.ts';

export const DraftContext = createContext<DraftHandle | null>(null);

export function useDraftContext(): DraftHandle {
  const draft = useContext(DraftContext);
  if (draft === null) throw new Error('This part of the wizard stands outside a DraftContext');
  return draft;
}

/** For the parts of a connector's request, which are shown only where the draft has one. */
export function useRequestDraft(): DraftHandle & { request: ConnectorRequest } {
  const draft = useDraftContext();
  const { request } = draft.definition;
  if (request === null) throw new Error('This part of the wizard needs a request');
  return { ...draft, request };
}

/** For the parts of the composer, which are shown only where the draft has a composed message. */
export function useComposedDraft(): DraftHandle & { composed: ComposedMessage } {
  const draft = useDraftContext();
  const { message } = draft.definition;
  if (message === null) throw new Error('This part of the wizard needs a composed message');
  return { ...draft, composed: message };
}
