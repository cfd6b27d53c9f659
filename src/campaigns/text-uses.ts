// What the texts of a definition use, and how many of its audience lack it: what becomes of people is seen before a preflight.
import { compilePlan, type PlanUses, usesOf } from '../delivery/compile-plan.ts';
import { AppError } from '../kit/errors.ts';
import { checkDefinition } from './campaign.check.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { listAlwaysCarried, type Start, startOf } from './example-events.ts';
import { MAX_COUNTED, type TextUse } from './text-uses.contract.ts';
import { countLacking, listKnownAttributes } from './text-uses.queries.ts';

/** Attributes that are counted; a message that uses more has other troubles. */
const MAX_NAMES = 40;

interface TextUses {
  uses: TextUse[];
  counted: number | null;
  is_all: boolean;
}

/** None while a text cannot be read, which the check says. */
export async function listTextUses(
  needs: CampaignNeeds,
  workspaceId: string,
  definition: CampaignDefinition,
  campaignId: number | null,
): Promise<TextUses> {
  const { plan, segment } = await checkDefinition(needs, workspaceId, definition, campaignId);
  const used = tryUses(needs, plan);
  if (used === null) return { uses: [], counted: null, is_all: true };
  // Whoever has no PSID is not sent to anyway.
  const ofPerson = used.attributes.filter(({ attribute }) => attribute !== 'ps_id').slice(0, MAX_NAMES);
  const names = ofPerson.map(({ attribute }) => attribute);
  const known = await listKnownAttributes(needs.db, workspaceId, names);
  const counted = segment && (await tryCount(needs, { workspaceId, filter: segment.filter, names }));
  const uses = ofPerson.map(({ attribute, hasFallback }, index): TextUse => {
    const isKnown = known.has(attribute) || attribute === 'customer_id';
    const lacking = counted?.lacking[index] ?? null;
    return { name: attribute, of: 'person', has_fallback: hasFallback, lacking, known: isKnown };
  });
  const start = startOf(definition, campaignId);
  return {
    uses: [
      ...uses,
      ...(await listEventUses(needs, workspaceId, { start, used })),
      ...listContentUses(definition, used),
    ],
    counted: counted?.people ?? null,
    is_all: counted === null || counted.people < MAX_COUNTED,
  };
}

async function listEventUses(
  { db }: CampaignNeeds,
  workspaceId: string,
  { start, used }: { start: Start; used: PlanUses },
): Promise<TextUse[]> {
  const ofEvent = used.scopes.filter(({ scope }) => scope === 'EventAttribute');
  if (ofEvent.length === 0) return [];
  const always = await listAlwaysCarried(db, workspaceId, start);
  return ofEvent.flatMap(({ name, hasFallback }): TextUse[] => {
    if (name === null) return [];
    const known = always.has(name);
    return [{ name: `EventAttribute.${name}`, of: 'event', has_fallback: hasFallback, lacking: null, known }];
  });
}

const listContentUses = ({ content }: CampaignDefinition, { scopes }: PlanUses): TextUse[] =>
  scopes.flatMap(({ scope, name, hasFallback }): TextUse[] => {
    if (scope !== 'Content' || name === null) return [];
    const known = content.some((source) => source.name === name);
    return [{ name: `Content.${name}`, of: 'content', has_fallback: hasFallback, lacking: null, known }];
  });

function tryUses(needs: CampaignNeeds, plan: Parameters<typeof compilePlan>[0]): PlanUses | null {
  try {
    return usesOf(compilePlan(plan, needs.secrets, needs));
  } catch (error) {
    if (error instanceof AppError && error.kind === 'invalid') return null;
    throw error;
  }
}

async function tryCount(
  { db, clock }: CampaignNeeds,
  of: Omit<Parameters<typeof countLacking>[1], 'most' | 'now'>,
): Promise<{ people: number; lacking: number[] } | null> {
  try {
    return await countLacking(db, { ...of, most: MAX_COUNTED, now: clock.now() });
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return null;
    throw error;
  }
}
