// The composed message in hand, place by place: what stands at a path, changing it, and what is wrong with it.
import type { ComposedMessage, Problem } from '../../../api/types.ts';
import { useComposedDraft } from '../editor/DraftContext.ts';
import { asText, getAt, type Json, setAt } from './json.ts';

/** Where the message stands in the definition; problems are named from there. */
export const MESSAGE_FIELD = 'message.message';

export interface MessageHandle {
  message: Json;
  composed: ComposedMessage;
  problems: Problem[];
  get: (path: string) => unknown;
  text: (path: string) => string;
  list: (path: string) => unknown[];
  set: (path: string, value: unknown) => void;
  replace: (message: Json) => void;
  /** The field in the definition, for problems and focus. */
  field: (path: string) => string;
}

export function useMessage(): MessageHandle {
  const { composed, changeComposed, problems } = useComposedDraft();
  const { message } = composed;
  const get = (path: string) => getAt(message, path);
  return {
    message,
    composed,
    problems,
    get,
    text: (path) => asText(get(path)) ?? '',
    list: (path) => {
      const value = get(path);
      return Array.isArray(value) ? value : [];
    },
    set: (path, value) => changeComposed((before) => ({ message: setAt(before.message, path, value) })),
    replace: (next) => changeComposed(() => ({ message: next })),
    field: (path) => (path === '' ? MESSAGE_FIELD : `${MESSAGE_FIELD}.${path}`),
  };
}
