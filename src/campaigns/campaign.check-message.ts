// What is wrong with what a campaign says and with the ways it may take: message, routes, utility templates, media.
import type { CompiledPlan } from '../delivery/compile-plan.ts';
import type { Destination } from '../delivery/destination.ts';
import { lintPlan } from '../delivery/lint-plan.ts';
import { listMessageProblems, listRouteProblems } from '../delivery/message-check.ts';
import { listContents, type PlanContent } from '../delivery/plan-contents.ts';
import { findPageCountry } from '../pages/pages.ts';
import { listTemplateStatuses } from '../pages/utility-templates.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import { listMediaProblems } from './campaign.media.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { problemAt } from './campaign.problem.ts';

export async function checkMessage(
  needs: CampaignNeeds,
  workspaceId: string,
  { definition, destination }: { definition: CampaignDefinition; destination: Destination },
): Promise<Problem[]> {
  const contents = listContents(definition);
  const isPage = destination.kind === 'send_api';
  const problems = contents.flatMap(listSayingProblems);
  if (!isPage) return [...problems, ...contents.flatMap(listForeignRoutes)];
  const { pageId } = destination;
  const templates = pageId === null ? new Map() : await listTemplateStatuses(needs.db, workspaceId, pageId);
  for (const { at, language, message, request, routes } of contents) {
    const hasMessage = message !== null || request !== null;
    // With nothing to send at all that is said once, above. In another language the routes are those of its variant.
    if (language === null && (hasMessage || routes.some((step) => step.kind === 'utility')))
      problems.push(...listRouteProblems(routes, { hasMessage, templates }).map(toProblem(at)));
    if (message !== null && pageId !== null)
      problems.push(...listMessageProblems(message).map(toProblem(`${at}message.`)));
  }
  if (pageId !== null) problems.push(...(await listMediaProblems(needs, workspaceId, definition)));
  return problems;
}

function listSayingProblems({ at, language, message, request, routes }: PlanContent): Problem[] {
  const field = `${at}message`;
  if (message !== null && request !== null)
    return [problemAt(field, 'There are a composed message and a request.', 'Keep one of the two.')];
  const isEmpty = message === null && request === null && !routes.some((step) => step.kind === 'utility');
  return isEmpty && language === null
    ? [problemAt(field, 'There is nothing to send.', 'Write the message.')]
    : [];
}

const toProblem =
  (path: string) =>
  ({ field, message, remedy }: { field: string; message: string; remedy: string | null }): Problem =>
    problemAt(`${path}${field}`, message, remedy);

/** Other addresses know no window, so there is nothing to go round. */
const listForeignRoutes = ({ at, language, routes }: PlanContent): Problem[] =>
  language !== null || (routes.length === 1 && routes[0]?.kind === 'message')
    ? []
    : [
        problemAt(
          `${at}routes`,
          'Utility templates and waiting are for messages of a Page.',
          'Keep the message alone, or send through a Page.',
        ),
      ];

/** What the linter finds in the messages of a plan; only a Page's messages are the platform's matter. */
export async function lint(
  { db, clock }: CampaignNeeds,
  workspaceId: string,
  compiled: CompiledPlan,
): Promise<Problem[]> {
  const pageId = compiled.plan.page_id;
  if (pageId === null) return [];
  const templates = await listTemplateStatuses(db, workspaceId, pageId);
  const country = await findPageCountry(db, workspaceId, pageId);
  const findings = lintPlan(compiled, { templates, country, on: clock.now() });
  return findings.map(({ field, severity, message, remedy, source }) => ({
    field,
    severity,
    message,
    remedy,
    source,
  }));
}
