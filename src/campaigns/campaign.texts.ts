// Every text of a definition that may hold Liquid, with its path: where a finding arises, and where a fallback goes.
import { isSealed } from '../delivery/compile-plan.ts';
import { compileTemplate } from '../templates/template.ts';
import type { CampaignDefinition } from './campaign.contract.ts';

type Texts = Pick<CampaignDefinition, 'message' | 'request' | 'routes'>;

export interface PlacedText {
  /** As in the problems of a check: message.message.text, request.body.text, routes.1.template.body.0.value. */
  field: string;
  text: string;
}

export function listTexts({ message, request, routes }: Texts): PlacedText[] {
  const found: PlacedText[] = [];
  const walk = (value: unknown, field: string): void => {
    if (typeof value === 'string') {
      if (/\{\{|\{%/.test(value)) found.push({ field, text: value });
    } else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) walk(item, `${field}.${key}`);
  };
  if (message !== null) walk(message.message, 'message.message');
  if (request !== null) {
    walk(request.url, 'request.url');
    for (const list of ['params', 'headers'] as const)
      for (const [index, { value }] of request[list].entries())
        if (!isSealed(value)) walk(value, `request.${list}.${index}.value`);
    if (request.body.kind === 'raw') walk(request.body.text, 'request.body.text');
    else if (request.body.kind !== 'none')
      for (const [index, { value }] of request.body.rows.entries())
        walk(value, `request.body.rows.${index}.value`);
  }
  for (const [index, step] of routes.entries())
    if (step.kind === 'utility') {
      const { header, body, buttons } = step.template;
      walk({ header, body: body.map(({ value }) => ({ value })), buttons }, `routes.${index}.template`);
    }
  return found;
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
