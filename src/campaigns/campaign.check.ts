// What is missing or wrong in a definition, by field, before anything is saved or sent. Publishing refuses on errors; the
// wizard shows the same list while the operator types.

import { sql } from 'kysely';
import { type Destination, findDestination, type KnownPage } from '../delivery/destination.ts';
import { type DeliveryPlan, withoutRules } from '../delivery/plan.contract.ts';
import {
  holdsPassword,
  listRequestProblems,
  listSendProblems,
  listUsedAttributes,
} from '../delivery/request-check.ts';
import { type Db, many } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { parseId } from '../kit/ids.ts';
import { findPageByToken } from '../pages/pages.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { getSegment } from '../segments/segments.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { holdsToken, removePastedTokens } from './campaign.request.ts';
import { dueAt } from './campaign.schedule.ts';

export interface CheckedDefinition {
  destination: Destination;
  problems: Problem[];
  attributes: string[];
  /** null until a segment is chosen. */
  segment: { name: string; filter: GroupFilter } | null;
  /** What delivery would follow. */
  plan: DeliveryPlan;
}

export async function checkDefinition(
  needs: CampaignNeeds,
  workspaceId: string,
  definition: CampaignDefinition,
): Promise<CheckedDefinition> {
  const pages = await listPages(needs.db, workspaceId);
  const destination = findDestination(definition.request.url, definition.page_id, pages, needs.graphUrl);
  const { request, tokens } =
    destination.kind === 'send_api'
      ? removePastedTokens(withoutRules(definition.request))
      : { request: definition.request, tokens: [] };
  const segment = await findChosenSegment(needs.db, workspaceId, definition);
  const problems: Problem[] = [];
  if (segment === null)
    problems.push(error('segment_id', 'No segment is chosen.', 'Choose who gets the message.'));
  if (holdsPassword(request.url)) problems.push(PASSWORD_IN_URL);
  else if (destination.error) {
    const field = definition.request.url.includes('/me/') ? 'page_id' : 'request.url';
    problems.push(error(field, destination.error.message, destination.error.remedy));
  }
  problems.push(...(await tokenProblems(needs, workspaceId, destination, tokens)));
  if (holdsPassword(request.auth?.token_url ?? '')) problems.push(PASSWORD_IN_TOKEN_URL);
  if (!problems.some(isPasswordProblem)) problems.push(...listRequestProblems(request).map(asError));
  if (destination.kind !== 'send_api')
    problems.push(...needs.callers.connectors.inspectAddresses(request).map(asError));
  if (destination.kind === 'send_api') problems.push(...listSendProblems(request).map(asError));
  if (destination.kind === 'send_api' && holdsToken(request)) problems.push(TOKEN_IN_BODY);
  if (pages.some((page) => page.pageId === destination.pageId && !page.echoesSubscribed))
    problems.push(NO_ECHOES);
  problems.push(...scheduleProblems(definition, needs.clock.now()));
  return {
    destination,
    problems,
    attributes: listUsedAttributes(request),
    segment,
    plan: planOf(definition, request, destination),
  };
}

const planOf = (
  definition: CampaignDefinition,
  request: DeliveryPlan['request'],
  destination: Destination,
): DeliveryPlan => ({
  request,
  page_id: destination.pageId,
  outside_window: definition.outside_window,
  hold_hours: definition.hold_hours,
  per_second: definition.per_second,
  priority: definition.priority,
  resend_unknown: definition.resend_unknown,
});

const error = (field: string, message: string, remedy: string | null): Problem => ({
  field,
  severity: 'error',
  message,
  remedy,
});
const TOKEN_IN_BODY = error(
  'request.body.text',
  'The body holds an access token.',
  'Remove it: the stored token of the Page is used.',
);
const PASSWORD_IN_URL = error(
  'request.url',
  'The address holds a user name or password.',
  'Take them out, and put "Basic …" into a secret Authorization header.',
);
const PASSWORD_IN_TOKEN_URL = error(
  'request.auth.token_url',
  'The token URL holds a user name or password.',
  'Take them out; they belong into client id and client secret.',
);
const NO_ECHOES: Problem = {
  field: 'page_id',
  severity: 'warning',
  message:
    'This Page sends no echoes, so calls without an answer can only be settled by reading conversations, one a second; people may stay without a sure outcome, and they are not sent again.',
  remedy: 'Subscribe the Page under Pages: one click.',
};
const isPasswordProblem = (problem: Problem): boolean =>
  problem === PASSWORD_IN_URL || problem === PASSWORD_IN_TOKEN_URL;
const asError = (found: { field: string; message: string; remedy: string | null }): Problem =>
  error(`request.${found.field}`, found.message, found.remedy);

/** What keeps a definition even from being stored: a secret would lie in it in the clear, or be taken for another Page's. */
export const isTokenProblem = (problem: Problem): boolean =>
  problem === TOKEN_IN_BODY ||
  isPasswordProblem(problem) ||
  (problem.field === 'request.params' && problem.severity === 'error');

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

/** null also when the segment was deleted since: the draft then simply has none. */
async function findChosenSegment(db: Db, workspaceId: string, definition: CampaignDefinition) {
  if (definition.segment_id === null) return null;
  try {
    return await getSegment(db, workspaceId, parseId('seg', definition.segment_id));
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind === 'not_found') return null;
    throw thrown;
  }
}

async function tokenProblems(
  needs: CampaignNeeds,
  workspaceId: string,
  destination: Destination,
  tokens: string[],
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const token of tokens) {
    const owner = await findPageByToken(needs.db, needs.secrets, workspaceId, token);
    if (owner !== undefined && owner === destination.pageId) continue;
    if (owner !== undefined) {
      problems.push(
        error(
          'request.params',
          `The access_token is that of Page ${owner}, not of the Page in the address.`,
          'Remove it: the stored token of the Page is used.',
        ),
      );
    } else {
      problems.push({
        field: 'request.params',
        severity: 'warning',
        message: 'The access_token is not the one stored for this Page; it is not used.',
        remedy:
          'The stored token of the Page is used. To replace that one, give the Page a new token under Pages.',
      });
    }
  }
  return problems;
}

function scheduleProblems(definition: CampaignDefinition, now: Date): Problem[] {
  if (definition.schedule.kind === 'now') return [];
  const at = dueAt(definition.schedule, now);
  if (at > now) return [];
  return [error('schedule.local_time', 'The time has passed.', 'Choose a time to come, or send now.')];
}
