// Texts of a draft that look as if they were written in Jinja: Liquid has none of these. Pure.
import type { CampaignDefinition } from '../../../api/types.ts';
import { mapTexts } from '../compose/json.ts';

type Said = Pick<CampaignDefinition, 'message' | 'request'>;

const JINJA =
  /\{\{[^}]*(?:\|\s*\w+\s*\(|\|\s*(?:length|upper|lower|title|int)\b|\.\w+\(|\s~\s)[^}]*\}\}|\{%-?\s*(?:set|elif|endset|verbatim|macro)\b|\{#[\s\S]*?#\}|\bMOE_NOT_SEND\b|\{%[^%]*\bis\s+(?:not\s+)?(?:defined|none)\b/i;

export const isForeign = (text: string): boolean => JINJA.test(text);

export function listForeignTexts(said: Said): string[] {
  const found = new Set<string>();
  replaceTexts(said, (text) => {
    if (isForeign(text)) found.add(text);
    return text;
  });
  return [...found];
}

/** Every text that may hold a template, changed. */
export function replaceTexts({ message, request }: Said, change: (text: string) => string): Said {
  const rows = <R extends { value: string }>(list: R[]): R[] =>
    list.map((row) => ({ ...row, value: change(row.value) }));
  return {
    message: message && { ...message, message: mapTexts(message.message, change) },
    request: request && {
      ...request,
      url: change(request.url),
      params: rows(request.params),
      headers: rows(request.headers),
      body:
        request.body.kind === 'raw'
          ? { ...request.body, text: change(request.body.text) }
          : 'rows' in request.body
            ? { ...request.body, rows: rows(request.body.rows) }
            : request.body,
    },
  };
}
