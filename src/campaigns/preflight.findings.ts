// Findings gathered while a preflight goes through its people: what the same can be said of is counted together. Pure.
import type { DeliveryPlan } from '../delivery/plan.contract.ts';
import { listContents } from '../delivery/plan-contents.ts';
import type { MessageFinding } from '../delivery/preflight-check.ts';
import { listTexts, needsAttribute } from './campaign.texts.ts';
import { MAX_FINDINGS, MAX_LISTED } from './preflight.contract.ts';
import type { StoredFinding } from './preflight.queries.ts';

export interface Findings {
  /** Adds what was found of one person; returns the findings under which they are to be listed. */
  add(found: readonly MessageFinding[]): string[];
  list(): StoredFinding[];
}

/** @param before what an earlier worker of the same preflight gathered */
export function createFindings(plan: DeliveryPlan, before: readonly StoredFinding[]): Findings {
  const gathered = new Map(before.map((one) => [one.id, one]));
  const find = (found: MessageFinding): StoredFinding => {
    const id = idOf(found);
    const known = gathered.get(id);
    if (known) return known;
    // Texts that differ from person to person would otherwise make one of each.
    const one =
      gathered.size < MAX_FINDINGS ? { ...found, id } : { ...OTHERS, at: found.at, route: found.route };
    const kept = gathered.get(one.id) ?? { ...one, people: 0, fields: fieldsOf(plan, one) };
    gathered.set(kept.id, kept);
    return kept;
  };
  return {
    add(found) {
      const listed = new Set<string>();
      for (const one of found) {
        const finding = find(one);
        finding.length = largest(finding.length, one.length);
        if (listed.has(finding.id)) continue;
        finding.people += 1;
        listed.add(finding.id);
      }
      return [...listed].filter((id) => (gathered.get(id)?.people ?? 0) <= MAX_LISTED);
    },
    list: () => [...gathered.values()],
  };
}

const OTHERS = {
  ...({ id: 'others', kind: 'other', reason: 'others' } as const),
  ...{ attribute: null, place: null, problem: null, length: null },
};

const MAX_ID = 300;
const idOf = ({ at, route, reason }: MessageFinding): string => `${at}${route}:${reason}`.slice(0, MAX_ID);

const largest = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.max(one, other);

/** Where in the definition it arises. */
function fieldsOf(plan: DeliveryPlan, { at, route, reason, attribute, place }: MessageFinding): string[] {
  if (reason.startsWith(OF_CONTENT)) {
    const index = plan.content.findIndex(({ name }) => name === reason.slice(OF_CONTENT.length));
    return index === -1 ? [] : [`content.${index}.url`];
  }
  const content = listContents(plan).find((one) => one.at === at);
  const isUtility = content?.routes[route]?.kind === 'utility';
  const isMessage = content?.message != null;
  // In another language the routes are those of its variant.
  const whole = isUtility
    ? `${at.replace(OF_LANGUAGE, '')}routes.${route}.template`
    : `${at}${isMessage ? 'message' : 'request'}`;
  if (attribute !== null)
    return listTexts(plan)
      .filter(({ field, text }) => field.startsWith(`${whole}.`) && needsAttribute(text, attribute))
      .map(({ field }) => field);
  if (isUtility) return [whole];
  const inside = isMessage ? whole : `${whole}.body`;
  return [place === null ? inside : `${inside}.${place}`];
}

const OF_CONTENT = 'content_failed:';
const OF_LANGUAGE = /translations\.\d+\.$/;
