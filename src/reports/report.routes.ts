// Reports over HTTP: one read model a screen.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import { notFound } from '../kit/errors.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { createReportReader, type ReportReaderNeeds } from './campaign-report.ts';
import { areNamesHidden, isContentHidden, isLanguageHidden } from './hidden-content.ts';
import { countHome, listHomeCampaigns } from './home.queries.ts';
import type { DeliveryStateName } from './recipient.contract.ts';
import { findRecipient, findRoutes, listAttempts, type RecipientRow } from './recipient.queries.ts';
import { createRecipientCounter } from './recipient-counter.ts';
import { type MatchPeople, openRecipients } from './recipients.ts';
import { reportRoutes as routes } from './report.contract.ts';
import { listResponses } from './response-count.queries.ts';
import { registerResultRoutes } from './result.routes.ts';
import type { ResultNeeds } from './results.ts';
import { nameRoute } from './routes-taken.ts';
import { scopeOf } from './scope.queries.ts';
import { findVariants, type Variants } from './variant-names.ts';

/** Words for a ledger's reasons and who may be sent to again belong to delivery, which reports do not know. */
export interface ReportNeeds extends ReportReaderNeeds, ResultNeeds {
  clock: Clock;
  matchPeople: MatchPeople;
  sandboxUrl: string | null;
}

export function registerReportRoutes(app: FastifyInstance, needs: ReportNeeds): void {
  const { db, clock, explain } = needs;
  const readReport = createReportReader(needs);
  const countRecipients = createRecipientCounter(db);
  registerResultRoutes(app, needs);

  serveEndpoint(app, routes.home, async ({ actor }) => {
    const counts = await countHome(db, actor.workspaceId, clock.now());
    const campaigns = await listHomeCampaigns(db, actor.workspaceId);
    const shown = campaigns.map(async (one) => ({
      ...one,
      ...(await countRecipients(actor.workspaceId, one)),
      id: formatId('cmp', one.id),
    }));
    return { ...counts, sandbox_url: needs.sandboxUrl, campaigns: await Promise.all(shown) };
  });

  serveEndpoint(app, routes.report, ({ params, query, actor: { workspaceId } }) =>
    readReport(scopeOf({ workspaceId, campaignId: parseId('cmp', params.id) }, query), clock.now()),
  );

  serveEndpoint(app, routes.recipients, async ({ params, query, actor }) => {
    const asked = { campaignId: parseId('cmp', params.id), query };
    const { variants, page } = await openRecipients(needs, actor, asked);
    const after = query.after === undefined ? null : parseId('dlv', query.after);
    const rows = await page(after, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const next = rows.length > query.limit && last ? formatId('dlv', last.deliveryId) : null;
    const isNameless = await areNamesHidden(db, actor);
    const view = { explain, isNameless, variants };
    return { deliveries: shown.map((row) => viewRecipient(row, view)), next };
  });

  serveEndpoint(app, routes.delivery, async ({ params, actor }) => {
    const deliveryId = parseId('dlv', params.id);
    const row = await findRecipient(db, actor.workspaceId, deliveryId);
    if (!row) throw notFound(`delivery ${params.id}`);
    const attempts = await listAttempts(db, { workspaceId: actor.workspaceId, deliveryId }, clock.now());
    const responses = await listResponses(db, actor, deliveryId);
    const planned = await findRoutes(db, actor.workspaceId, deliveryId);
    const isHidden = await isContentHidden(db, actor, deliveryId);
    const isNameless = await areNamesHidden(db, actor);
    const hasNoLanguage = isHidden || (await isLanguageHidden(db, actor));
    const variants = await findVariants(db, { workspaceId: actor.workspaceId, campaignId: row.campaignId });
    return {
      ...viewRecipient(row, { explain, isNameless, variants }),
      campaign: { id: formatId('cmp', row.campaignId), name: row.campaignName },
      remedy: row.reason === null ? null : explain(row.reason).remedy,
      mid: row.mid,
      due_at: row.dueAt.toISOString(),
      route: viewRoute(row, planned),
      responses: responses.map(({ at, ...response }) => ({ ...response, at: at.toISOString() })),
      content_hidden: isHidden,
      attempt_log: attempts.map(({ startedAt, finishedAt, ...attempt }) => ({
        ...attempt,
        ...(isHidden && { request: null, response: null }),
        ...(hasNoLanguage && { language: null }),
        started_at: startedAt.toISOString(),
        finished_at: finishedAt?.toISOString() ?? null,
      })),
    };
  });
}

/** Who waits to be tried, or was never called, took none. */
const viewRoute = ({ state, attempts, route, heldAt }: RecipientRow, planned: unknown) =>
  state === 'held' || (attempts > 0 && state !== 'pending')
    ? { ...nameRoute(planned, route), held_at: heldAt?.toISOString() ?? null }
    : null;

interface RecipientView extends Pick<ReportNeeds, 'explain'> {
  isNameless: boolean;
  variants: Variants;
}

const viewRecipient = (row: RecipientRow, { explain, isNameless, variants }: RecipientView) => ({
  id: formatId('dlv', row.deliveryId),
  person: {
    id: formatId('prf', row.profileId),
    name: isNameless ? null : row.personName,
    customer_id: row.customerId,
  },
  psid: row.psid,
  state: row.state as DeliveryStateName, // the column's check constraint
  reason: row.reason,
  title: row.reason === null ? null : explain(row.reason).title,
  attempts: row.attempts,
  settled_at: row.settledAt?.toISOString() ?? null,
  delivered_at: row.deliveredAt?.toISOString() ?? null,
  read_at: row.readAt?.toISOString() ?? null,
  ...{ run: row.run, version: row.version, conversions: row.conversions, revenue: row.revenue },
  one_by_one: row.entryId !== 0,
  variant: variants.nameOf(row.version, row.variant),
});
