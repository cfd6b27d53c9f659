// What is missing or wrong in a definition, by field, before anything is saved or sent. Publishing refuses on errors; the
// wizard shows the same list while the operator types.

import { sql } from 'kysely';
import { attributesOf, type CompiledPlan, compilePlan } from '../delivery/compile-plan.ts';
import {
  type Destination,
  findDestination,
  findPageDestination,
  type KnownPage,
} from '../delivery/destination.ts';
import type { DeliveryPlan } from '../delivery/plan.contract.ts';
import { listContents, mapRequests } from '../delivery/plan-contents.ts';
import { type Db, many } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { parseId } from '../kit/ids.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { resolveFilter } from '../segments/resolve.ts';
import { getSegment } from '../segments/segments.ts';
import { checkMessage, lint } from './campaign.check-message.ts';
import { checkRequest, isSecretProblem } from './campaign.check-request.ts';
import { CHECKS } from './campaign.checks.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { problemAt } from './campaign.problem.ts';
import { hostOf } from './campaign.request.ts';
import { segmentProblems } from './check-segment.ts';
import { expandDefinition } from './content-blocks.expand.ts';
import { isForOnePerson } from './delivery-type.ts';

export interface CheckedDefinition {
  destination: Destination;
  problems: Problem[];
  attributes: string[];
  /** null until a segment is chosen that can be used. Segments within it are written out, as they are now. */
  segment: { name: string; filter: GroupFilter } | null;
  /** What delivery would follow. */
  plan: DeliveryPlan;
}

/** @param campaignId whose definition it is, so that what is live of it is not taken for another's */
export async function checkDefinition(
  needs: CampaignNeeds,
  workspaceId: string,
  entered: CampaignDefinition,
  campaignId: number | null = null,
): Promise<CheckedDefinition> {
  const { definition, problems: ofBlocks } = await expandDefinition(needs.db, workspaceId, entered);
  const pages = await listPages(needs.db, workspaceId);
  const destination = destinationOf(definition, pages, needs.graphUrl);
  const problems: Problem[] = [...ofBlocks];
  const segment = await findChosenSegment(needs.db, workspaceId, { definition, problems });
  const calls = await checkCalls(needs, workspaceId, { definition, destination, pages });
  if (destination.error && !calls.problems.some(isSecretProblem)) {
    const field =
      definition.request === null || definition.request.url.includes('/me/') ? 'page_id' : 'request.url';
    problems.push(problemAt(field, destination.error.message, destination.error.remedy));
  }
  problems.push(...calls.problems);
  problems.push(...(await checkMessage(needs, workspaceId, { definition, destination })));
  if (pages.some((page) => page.pageId === destination.pageId && !page.echoesSubscribed))
    problems.push(NO_ECHOES);
  if (segment !== null) problems.push(...(await segmentProblems(needs, workspaceId, segment)));
  for (const check of CHECKS) problems.push(...(await check(needs, workspaceId, definition, campaignId)));
  const plan = planOf(calls.definition, destination);
  const compiled = tryCompile(needs, plan);
  if (compiled !== null) problems.push(...(await lint(needs, workspaceId, compiled)));
  return {
    destination,
    problems,
    attributes: compiled === null ? [] : attributesOf(compiled),
    segment,
    plan,
  };
}

/** What is wrong with the calls of all variants; in the definition that comes back they are as they will be made. */
async function checkCalls(
  needs: CampaignNeeds,
  workspaceId: string,
  {
    definition,
    destination,
    pages,
  }: { definition: CampaignDefinition; destination: Destination; pages: KnownPage[] },
): Promise<{ definition: CampaignDefinition; problems: Problem[] }> {
  const problems: Problem[] = [];
  const checked = new Map<string, DeliveryPlan['request']>();
  for (const { at, request: entered } of listContents(definition)) {
    if (entered === null) continue;
    const leads = destinationOf({ request: entered, page_id: definition.page_id }, pages, needs.graphUrl);
    const { request, problems: found } = await checkRequest(needs, workspaceId, {
      request: entered,
      destination: leads,
    });
    checked.set(at, request);
    problems.push(...found.map((problem) => ({ ...problem, field: `${at}${problem.field}` })));
    if (at !== '' && !isSamePlace(entered, leads, { definition, destination }))
      problems.push(
        problemAt(
          `${at}request.url`,
          'This variant leads somewhere else than the campaign.',
          'Keep the host, or the Page, of the first variant: its lane, limits and receipts are those of one place.',
        ),
      );
  }
  return { definition: mapRequests(definition, (request, at) => checked.get(at) ?? request), problems };
}

function isSamePlace(
  request: { url: string },
  leads: Destination,
  { definition, destination }: { definition: CampaignDefinition; destination: Destination },
): boolean {
  if (leads.kind !== destination.kind || leads.pageId !== destination.pageId) return false;
  return leads.kind === 'send_api' || hostOf(request.url) === hostOf(definition.request?.url ?? '');
}

/** A composed message goes through its Page; a call goes where its address leads. */
export const destinationOf = (
  { request, page_id }: Pick<CampaignDefinition, 'request' | 'page_id'>,
  pages: KnownPage[],
  graphUrl: string,
): Destination =>
  request === null
    ? findPageDestination(page_id, pages)
    : findDestination(request.url, page_id, pages, graphUrl);

const planOf = (definition: CampaignDefinition, destination: Destination): DeliveryPlan => ({
  ...ruledBy(definition),
  request: definition.request,
  message: definition.message,
  content: definition.content,
  campaign: null,
  page_id: destination.pageId,
  priority: definition.delivery_type === 'conversation' ? 'high' : definition.priority,
  resend_unknown: definition.resend_unknown,
});

/** What of a plan leaves people out, makes them wait, or chooses what they get. */
export type RuledPlan = Pick<
  DeliveryPlan,
  'controls' | 'experiment' | 'own_zone' | 'per_second' | 'routes' | 'translations'
>;

export const ruledBy = (definition: CampaignDefinition): RuledPlan => ({
  controls:
    definition.delivery_type === 'conversation' ? answering(definition.controls) : definition.controls,
  experiment: definition.experiment,
  own_zone: ownZoneOf(definition),
  per_second: definition.per_second,
  routes: definition.routes,
  translations: definition.translations,
});

/** After an hour an answer would puzzle whoever gets it (conversations.ts). */
const ANSWER_EXPIRES_MINUTES = 60;

/** Somebody waits for the answer now: what keeps campaigns from bothering people does not keep it from them. */
const answering = (controls: DeliveryPlan['controls']): DeliveryPlan['controls'] => ({
  ...controls,
  ...{ use_global_control: false, control_group_percent: 0, obey_workspace: false, quiet_hours: 'none' },
  expires_after_minutes: controls.expires_after_minutes ?? ANSWER_EXPIRES_MINUTES,
});

const ownZoneOf = ({ delivery_type, schedule }: CampaignDefinition): DeliveryPlan['own_zone'] =>
  delivery_type === 'one_time' && schedule.kind === 'own_zone'
    ? { local_time: schedule.local_time, time_zone: schedule.time_zone }
    : null;

/** null while a template in it cannot be parsed, which is among the problems already. */
function tryCompile(needs: CampaignNeeds, plan: DeliveryPlan): CompiledPlan | null {
  try {
    return compilePlan(plan, needs.secrets, needs);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

const NO_ECHOES: Problem = {
  field: 'page_id',
  severity: 'warning',
  message:
    'This Page sends no echoes, so calls without an answer can only be settled by reading conversations, one a second; people may stay without a sure outcome, and they are not sent again.',
  remedy: 'Subscribe the Page under Pages: one click.',
};
interface CheckedPage extends KnownPage {
  echoesSubscribed: boolean;
}

export function listPages(db: Db, workspaceId: string): Promise<CheckedPage[]> {
  return many(
    db,
    sql<CheckedPage>`
    select page_id as "pageId", name, state, echoes_subscribed as "echoesSubscribed" from pages where workspace_id = ${workspaceId} order by name limit 1000`,
  );
}

const EVERYBODY: NonNullable<CheckedDefinition['segment']> = {
  name: 'Everybody',
  filter: { kind: 'group', match: 'all', filters: [] },
};

/** Tells what is wrong with it; null also when the segment was deleted since: the draft then simply has none. */
async function findChosenSegment(
  db: Db,
  workspaceId: string,
  { definition, problems }: { definition: CampaignDefinition; problems: Problem[] },
): Promise<CheckedDefinition['segment']> {
  try {
    if (definition.segment_id !== null) {
      const { name, filter } = await getSegment(db, workspaceId, parseId('seg', definition.segment_id));
      return { name, filter: await resolveFilter(db, workspaceId, filter) };
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const message =
      thrown.kind === 'not_found' ? `There is no segment ${definition.segment_id}.` : thrown.message;
    problems.push(problemAt('segment_id', message, thrown.remedy ?? 'Choose a segment that is there.'));
    return null;
  }
  if (definition.segment_id === null && isForOnePerson(definition.delivery_type)) return EVERYBODY;
  problems.push(problemAt('segment_id', 'No segment is chosen.', 'Choose who gets the message.'));
  return null;
}
