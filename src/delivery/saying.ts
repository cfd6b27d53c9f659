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
  if (chosen === undefined || typeof language !== 'string' || chosen.inLanguage.size === 0)
    return chosen?.own;
  const parts = languageKey(language.slice(0, MAX_LANGUAGE)).split('_');
  for (let length = parts.length; length > 0; length--) {
    const found = chosen.inLanguage.get(parts.slice(0, length).join('_'));
    if (found) return found;
  }
  return chosen.own;
}

const MAX_LANGUAGE = 40;

export const listSayings = ({ variants }: { variants: readonly CompiledVariant[] }): Saying[] =>
  variants.flatMap(({ own, inLanguage }) => [own, ...inLanguage.values()]);
