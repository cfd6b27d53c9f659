// Every text of a definition that may hold Liquid, with its path: where a finding arises, and where a fallback goes.
import { isSealed } from '../delivery/compile-plan.ts';
import { listContents, type PlanContent, type Says } from '../delivery/plan-contents.ts';
import { compileTemplate } from '../templates/template.ts';
import type { CampaignDefinition } from './campaign.contract.ts';

type Texts = Says & Pick<CampaignDefinition, 'content'>;

export interface PlacedText {
  /** As in the problems of a check: message.message.text, request.body.text, translations.0.message.message.text. */
  field: string;
  text: string;
}

/** Of every variant and language, and of the addresses content is fetched from. */
export function listTexts(of: Texts): PlacedText[] {
  const found: PlacedText[] = [];
  const walk = (value: unknown, field: string): void => {
    if (typeof value === 'string') {
      if (/\{\{|\{%/.test(value)) found.push({ field, text: value });
    } else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) walk(item, `${field}.${key}`);
  };
  for (const content of listContents(of)) walkContent(content, walk);
  for (const [index, { url, headers }] of of.content.entries()) {
    walk(url, `content.${index}.url`);
    for (const [at, { value }] of headers.entries())
      if (!isSealed(value)) walk(value, `content.${index}.headers.${at}.value`);
  }
  return found;
}

function walkContent(
  { at, language, message, request, routes }: PlanContent,
  walk: (value: unknown, field: string) => void,
): void {
  if (message !== null) walk(message.message, `${at}message.message`);
  if (request !== null) {
    walk(request.url, `${at}request.url`);
    for (const list of ['params', 'headers'] as const)
      for (const [index, { value }] of request[list].entries())
        if (!isSealed(value)) walk(value, `${at}request.${list}.${index}.value`);
    if (request.body.kind === 'raw') walk(request.body.text, `${at}request.body.text`);
    else if (request.body.kind !== 'none')
      for (const [index, { value }] of request.body.rows.entries())
        walk(value, `${at}request.body.rows.${index}.value`);
  }
  if (language !== null) return; // its routes are those of its variant
  for (const [index, step] of routes.entries())
    if (step.kind === 'utility') {
      const { header, body, buttons } = step.template;
      walk({ header, body: body.map(({ value }) => ({ value })), buttons }, `${at}routes.${index}.template`);
    }
}

/** Whether somebody who lacks the attribute (or whose event does: EventAttribute.price) is not sent to for this text. */
export function needsAttribute(text: string, attribute: string): boolean {
  const { uses, scopeUses } = compileTemplate(text, 'none');
  return (
    uses.some((use) => use.attribute === attribute && !use.hasFallback) ||
    scopeUses.some((use) => `${use.scope}.${use.name}` === attribute && !use.hasFallback)
  );
}

/** The definition with one of these texts changed. */
export function replaceText<T extends Texts>(definition: T, field: string, text: string): T {
  const copy = structuredClone(definition);
  const path = field.split('.');
  const last = path.pop() ?? '';
  const parent = path.reduce<Record<string, unknown>>(
    (at, key) => at[key] as Record<string, unknown>,
    copy as unknown as Record<string, unknown>,
  );
  parent[last] = text;
  return copy;
}

/** One of these texts. */
export const readText = (definition: Texts, field: string): string =>
  String(
    field
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], definition as unknown),
  );
