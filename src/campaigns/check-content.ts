// What is wrong with languages, connected content, blocks, and with what texts take from the event and the campaign.
import { type ContentSource, connectorRequest } from '../delivery/plan.contract.ts';
import { listContents } from '../delivery/plan-contents.ts';
import { holdsPassword, listRequestProblems } from '../delivery/request-check.ts';
import { languageKey } from '../delivery/saying.ts';
import { AppError } from '../kit/errors.ts';
import { listAttributeNames } from '../profiles/catalogue.ts';
import { type CompiledTemplate, compileTemplate, type ScopeUse } from '../templates/template.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { problemAt } from './campaign.problem.ts';
import { listTexts } from './campaign.texts.ts';
import { didYouMean, isUnknown } from './check-segment.ts';
import { listCarried } from './example-event.queries.ts';
import { eventNamesOf } from './example-events.ts';

export async function contentProblems(
  needs: CampaignNeeds,
  workspaceId: string,
  definition: CampaignDefinition,
): Promise<Problem[]> {
  const uses = listScopeUses(definition);
  return [
    ...languageProblems(definition),
    ...definition.content.flatMap((source, index) => sourceProblems(needs, definition, { source, index })),
    ...unnamedProblems(definition),
    ...(await unknownAttributeProblems(needs, workspaceId, definition)),
    ...uses.flatMap(({ field, use }) => useProblems(definition, field, use)),
    ...(await eventProblems(needs, workspaceId, { definition, uses })),
  ];
}

export interface PlacedUse {
  field: string;
  use: ScopeUse;
}

/** What the texts of a definition take from the event, the campaign and connected content, by field. */
export const listScopeUses = (definition: CampaignDefinition): PlacedUse[] =>
  listCompiled(definition).flatMap(({ field, compiled }) =>
    compiled.scopeUses.map((use) => ({ field, use })),
  );

/** A text that cannot be read is reported by whoever reads it. */
const listCompiled = (definition: CampaignDefinition): { field: string; compiled: CompiledTemplate }[] =>
  listTexts(definition).flatMap(({ field, text }) => {
    try {
      return [{ field, compiled: compileTemplate(text, 'none') }];
    } catch (error) {
      if (error instanceof AppError) return [];
      throw error;
    }
  });

/** Nothing can say beforehand how many of the audience lack them. */
const unnamedProblems = (definition: CampaignDefinition): Problem[] =>
  listCompiled(definition).flatMap(({ field, compiled }) =>
    compiled.hasUnnamedUses
      ? [
          {
            ...problemAt(
              field,
              'Which attributes are used here cannot be told, so nobody counts who lacks them.',
              "Name them: write UserAttribute['city'].",
            ),
            severity: 'warning' as const,
          },
        ]
      : [],
  );

/** Also where it has a fallback, or only decides something: a slip of the pen would never show. */
async function unknownAttributeProblems(
  { db }: CampaignNeeds,
  workspaceId: string,
  definition: CampaignDefinition,
): Promise<Problem[]> {
  const used = listCompiled(definition).flatMap(({ field, compiled }) =>
    compiled.attributes.map((attribute) => ({ field, attribute })),
  );
  if (used.length === 0) return [];
  const known = await listAttributeNames(db, workspaceId);
  return used
    .filter(({ attribute }) => isUnknown(attribute, known))
    .map(({ field, attribute }) => ({
      ...problemAt(
        field,
        `Nobody has had an attribute “${attribute}” yet.`,
        didYouMean(attribute, known) ?? 'Check the name, or send the attribute.',
      ),
      severity: 'warning' as const,
    }));
}

function languageProblems(definition: CampaignDefinition): Problem[] {
  const seen = new Set<string>();
  return listContents(definition).flatMap(({ at, variant, language }) => {
    if (language === null) return [];
    const problems: Problem[] = [];
    const key = `${variant}/${languageKey(language)}`;
    const own = listContents(definition).find((one) => one.variant === variant && one.language === null);
    if (seen.has(key))
      problems.push(problemAt(`${at}language`, `${language} is there twice.`, 'Keep one of the two.'));
    seen.add(key);
    if (own?.message === null)
      problems.push(
        problemAt(
          `${at}message`,
          'There is no composed message that this would be the translation of.',
          'Languages are for composed messages; in a call of your own use {% if locale == … %}.',
        ),
      );
    return problems;
  });
}

function sourceProblems(
  { callers }: CampaignNeeds,
  { content }: CampaignDefinition,
  { source, index }: { source: ContentSource; index: number },
): Problem[] {
  const at = `content.${index}`;
  if (content.findIndex(({ name }) => name === source.name) < index)
    return [problemAt(`${at}.name`, `Two sources are called ${source.name}.`, 'Give one another name.')];
  const call = connectorRequest.safeParse({ method: 'GET', url: source.url, headers: source.headers });
  if (!call.success)
    return call.error.issues.map(({ path, message }) =>
      problemAt(`${at}.${path.join('.')}`, `It ${message}.`, 'Correct it.'),
    );
  if (holdsPassword(source.url))
    return [
      problemAt(
        `${at}.url`,
        'The address holds a user name or password.',
        'Take them out, and put "Basic …" into a secret Authorization header.',
      ),
    ];
  return [...listRequestProblems(call.data), ...callers.connectors.inspectAddresses(call.data)].map(
    ({ field, message, remedy }) => problemAt(`${at}.${field}`, message, remedy),
  );
}

const CAMPAIGN_NAMES = ['id', 'name', 'version', 'tags'];

function useProblems(definition: CampaignDefinition, field: string, { scope, name }: ScopeUse): Problem[] {
  if (scope === 'ContentBlock')
    return [
      problemAt(
        field,
        `The content block ${name ?? ''} does not stand alone.`,
        'Write {{ ContentBlock.name }}: without filters, and not inside of a tag.',
      ),
    ];
  if (scope === 'Campaign' && name !== null && !CAMPAIGN_NAMES.includes(name))
    return [
      problemAt(
        field,
        `A campaign has no ${name}.`,
        `It has ${CAMPAIGN_NAMES.join(', ')}: {{ Campaign.name }}.`,
      ),
    ];
  if (scope !== 'Content' || name === null) return [];
  if (field.startsWith('content.'))
    return [
      problemAt(
        field,
        'An address cannot hold what another source answers.',
        'Take an attribute of the person.',
      ),
    ];
  if (definition.content.some((source) => source.name === name)) return [];
  return [
    problemAt(
      field,
      `There is no connected content called ${name}.`,
      `Add it under Connected content, or take {{ Content.${name} }} out.`,
    ),
  ];
}

/** What no event of the trigger has ever carried; a warning, because tomorrow one may. */
async function eventProblems(
  { db }: CampaignNeeds,
  workspaceId: string,
  { definition, uses }: { definition: CampaignDefinition; uses: readonly PlacedUse[] },
): Promise<Problem[]> {
  const ofEvent = uses.filter(({ use }) => use.scope === 'EventAttribute' && !use.hasFallback);
  if (ofEvent.length === 0 || definition.delivery_type === 'api') return [];
  const names = eventNamesOf(definition);
  if (names.length === 0)
    return ofEvent.slice(0, 1).map(({ field, use }) => ({
      ...problemAt(
        field,
        `Nothing happens before this campaign, so there is no EventAttribute.${use.name ?? ''}: everybody would be skipped.`,
        'Take an attribute of the person, or let an event start the campaign.',
      ),
    }));
  const known = await listCarried(db, workspaceId, names);
  return ofEvent.flatMap(({ field, use: { name } }) => {
    if (name === null || known.length === 0) return [];
    const lacking = names.filter((event) => !known.some((one) => one.event === event && one.name === name));
    if (lacking.length === 0) return [];
    return [
      {
        ...problemAt(
          field,
          `${lacking.join(', ')} ${lacking.length === 1 ? 'has' : 'have'} not carried ${name} yet.`,
          `Check the name, or give it a fallback: {{ EventAttribute['${name}'] | default: '…' }}.`,
        ),
        severity: 'warning' as const,
      },
    ];
  });
}
