// The linter over everything a plan may send: the message and each utility template, with paths into the definition.
import { isObject, type JsonObject, parseLossless } from '../messenger/lossless-json.ts';
import { composeUtility } from '../messenger/utility-message.ts';
import { type Finding, lintMessage } from '../policy/lint.ts';
import type { CompiledPlan } from './compile-plan.ts';
import { composeBody } from './compose.ts';
import type { KnownTemplates } from './message-check.ts';
import { type CompiledRoute, listSayings, type Saying } from './saying.ts';

interface Circumstances {
  templates: KnownTemplates;
  /** ISO 3166-1, of the Page; null: unknown. */
  country: string | null;
  on: Date;
}

/** Findings, each with its path into a campaign's definition. Of a variant in several languages the templates are read once. */
export const lintPlan = (compiled: CompiledPlan, circumstances: Circumstances): Finding[] =>
  listSayings(compiled).flatMap((saying) =>
    saying.routes.flatMap((route, index) => {
      const isRead = route.kind === 'hold' || (route.kind === 'utility' && saying.language !== null);
      return isRead ? [] : lintRoute(saying, { route, index }, circumstances);
    }),
  );

function lintRoute(
  saying: Saying,
  { route, index }: { route: Exclude<CompiledRoute, { kind: 'hold' }>; index: number },
  { country, on, templates }: Circumstances,
): Finding[] {
  const said = bodyOf(saying, route);
  if (said === null) return [];
  const compiled = route.kind === 'message' ? route.request : route.inLanguage(route.use.language);
  const findings = lintMessage({
    body: said.body,
    on,
    uses: compiled.uses,
    missing: route.kind === 'message' ? route.missing : 'skip',
    country,
    // Whether this is a person's first message is not known; where the law asks, the hint is worth it.
    opensConversation: country !== null,
    components:
      route.kind === 'utility'
        ? templates.get(`${route.use.name}/${route.use.language}`)?.components
        : undefined,
  });
  const base = `${saying.at}${route.kind === 'utility' ? `routes.${index}.template` : said.base}`;
  return findings.map((finding) => ({ ...finding, field: pathTo(base, finding.field, route) }));
}

/** What is said of a utility message is shown at its step: its texts are Facebook's, or parameters. */
const pathTo = (base: string, field: string, route: CompiledRoute): string =>
  route.kind === 'utility' || field === '' ? base : `${base}.${field}`;

function bodyOf(
  { message, request }: Saying,
  route: Exclude<CompiledRoute, { kind: 'hold' }>,
): { body: JsonObject; base: string } | null {
  if (route.kind === 'utility')
    return { body: composeUtility(route.use, route.use.language, 'message'), base: '' };
  if (message !== null) return { body: composeBody(message), base: 'message' };
  if (request?.body.kind !== 'raw') return null;
  const body = readTyped(request.body.text);
  return body && { body, base: 'request.body' };
}

/** A body as it was typed, when it is JSON before it is filled in: Liquid between quotes does not matter. */
function readTyped(text: string): JsonObject | null {
  try {
    const value = parseLossless(text);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
