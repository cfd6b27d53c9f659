// What one person is told: a variant of the plan in one language, made ready to render. Pure.
import type { CompiledRequest } from '../connectors/render-request.ts';
import type { Missing } from '../templates/template.ts';
import type { CompiledSource } from './content-sources.ts';
import type { UtilityTemplateUse } from './message.contract.ts';
import type { PlanContent } from './plan-contents.ts';

export type CompiledRoute =
  | { kind: 'message'; request: CompiledRequest; missing: Missing }
  | { kind: 'utility'; use: UtilityTemplateUse; inLanguage(language: string): CompiledRequest }
  | { kind: 'hold'; hours: number };

/** Its request has its secrets in the clear. */
export interface Saying extends Omit<PlanContent, 'routes'> {
  /** As in the plan, in the same order. */
  routes: readonly CompiledRoute[];
  /** What is fetched before it is rendered: connected content that its texts use. */
  sources: readonly CompiledSource[];
}

export interface CompiledVariant {
  own: Saying;
  /** By language as `languageKey` writes it. */
  inLanguage: ReadonlyMap<string, Saying>;
}

/** cs-CZ, cs_CZ and CS_cz are one language. */
export const languageKey = (language: string): string => language.trim().replaceAll('-', '_').toLowerCase();

/**
 * What somebody of this variant gets: in their language with its region (cs_CZ), else without (cs), else the variant's own.
 * @param language as the person's attribute says it, whatever it is
 */
export function chooseSaying(
  variants: readonly CompiledVariant[],
  variant: number,
  language: unknown,
): Saying | undefined {
  const chosen = variants[variant] ?? variants[0];
  const key = chosen && findLanguage(chosen.inLanguage, language);
  return key == null ? chosen?.own : chosen?.inLanguage.get(key);
}

/** Of the languages there are, by `languageKey`, the one that comes nearest; null: none does. */
export function findLanguage(
  known: { readonly size: number; has(key: string): boolean },
  language: unknown,
): string | null {
  if (typeof language !== 'string' || known.size === 0) return null;
  const parts = languageKey(language.slice(0, MAX_LANGUAGE)).split('_');
  for (let length = parts.length; length > 0; length--) {
    const key = parts.slice(0, length).join('_');
    if (known.has(key)) return key;
  }
  return null;
}

const MAX_LANGUAGE = 40;

export const listSayings = ({ variants }: { variants: readonly CompiledVariant[] }): Saying[] =>
  variants.flatMap(({ own, inLanguage }) => [own, ...inLanguage.values()]);
