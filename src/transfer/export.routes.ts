// Exports over HTTP: answers as long as they are, made while they are read. Each leaves a line in the audit trail.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { writeAudit } from '../kit/audit.ts';
import type { Clock } from '../kit/clock.ts';
import { invalid } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { errorReply } from '../kit/http/endpoint.ts';
import { idSchema, parseId } from '../kit/ids.ts';
import { attributeName } from '../profiles/profile.contract.ts';
import { listHidden } from '../profiles/sensitive.ts';
import { createReportReader, type ReportReaderNeeds } from '../reports/campaign-report.ts';
import { areNamesHidden, isLanguageHidden } from '../reports/hidden-content.ts';
import { createResultReader } from '../reports/kept-results.ts';
import { recipientQuery } from '../reports/recipient.contract.ts';
import { type MatchPeople, openRecipients } from '../reports/recipients.ts';
import type { ResultNeeds } from '../reports/results.ts';
import { scopeQuery } from '../reports/scope.contract.ts';
import { scopeOf } from '../reports/scope.queries.ts';
import { getSegmentRow } from '../segments/segments.ts';
import { findAttributeTypes } from './attribute-types.ts';
import { fileQuery, sendFile } from './download.ts';
import { exportDeliveries, exportReport } from './export.campaign.ts';
import { exportPeople } from './export.people.ts';

export interface ExportNeeds extends ReportReaderNeeds, ResultNeeds {
  clock: Clock;
  matchPeople: MatchPeople;
}

interface Route<P extends z.ZodType, Q extends z.ZodType> {
  path: string;
  tag: string;
  summary: string;
  params: P;
  query: Q;
  handle(
    call: { params: z.output<P>; query: z.output<Q>; actor: Actor },
    reply: FastifyReply,
  ): Promise<FastifyReply>;
}

function serveFile<P extends z.ZodType, Q extends z.ZodType>(app: FastifyInstance, route: Route<P, Q>): void {
  app.route({
    method: 'GET',
    url: route.path,
    config: { permission: 'edit' },
    schema: {
      summary: route.summary,
      tags: [route.tag],
      params: route.params,
      querystring: route.query,
      produces: ['text/csv', 'application/x-ndjson'],
      response: { '4xx': errorReply, '5xx': errorReply },
    },
    handler: ({ params, query, actor }, reply) =>
      route.handle({ params: params as z.output<P>, query: query as z.output<Q>, actor }, reply),
  });
}

const MAX_COLUMNS = 500;
const columnsQuery = z
  .union([attributeName.transform((name) => [name]), z.array(attributeName).max(MAX_COLUMNS)])
  .optional()
  .describe('Attributes, one a parameter; none: all the caller may see');

export function registerExportRoutes(app: FastifyInstance, needs: ExportNeeds): void {
  const { db, clock, explain } = needs;
  const readReport = createReportReader(needs);
  const readResults = createResultReader(needs);
  const audit = (actor: Actor, action: string, subject: string): Promise<void> =>
    writeAudit(db, { workspaceId: actor.workspaceId, actor: actor.name, action, subject, at: clock.now() });

  serveFile(app, {
    path: '/api/segments/:id/export',
    tag: 'Segments',
    summary: 'The people of a segment as a file. Sensitive attributes are for those who may see them',
    params: z.object({ id: idSchema('seg') }),
    query: fileQuery.extend({ column: columnsQuery }),
    handle: async ({ params, query, actor }, reply) => {
      const { workspaceId } = actor;
      const segment = await getSegmentRow(db, workspaceId, parseId('seg', params.id));
      const columns = await chooseColumns(needs, actor, query.column);
      const of = { workspaceId, name: segment.name, filter: segment.filter, now: clock.now(), columns };
      const rows = await exportPeople(db, of);
      await audit(actor, 'segment.exported', params.id);
      return sendFile(reply, rows, query);
    },
  });

  const campaign = z.object({ id: idSchema('cmp') });
  serveFile(app, {
    path: '/api/campaigns/:id/deliveries/export',
    tag: 'Reports',
    summary:
      'The recipients of a campaign and what became of them, as a file: all of them, or as in the list',
    params: campaign,
    query: fileQuery.extend(recipientQuery.shape),
    handle: async ({ params, query, actor }, reply) => {
      const asked = { campaignId: parseId('cmp', params.id), query };
      const whole = scopeOf({ workspaceId: actor.workspaceId, campaignId: asked.campaignId }, {});
      const { campaign: head } = await readReport(whole, clock.now());
      const recipients = await openRecipients(needs, actor, asked);
      const isNameless = await areNamesHidden(db, actor);
      const hasNoLanguage = await isLanguageHidden(db, actor);
      const shown = { explain, isNameless, hasNoLanguage };
      const rows = exportDeliveries(`${head.name} - deliveries`, recipients, shown);
      await audit(actor, 'campaign.deliveries_exported', params.id);
      return sendFile(reply, rows, query);
    },
  });

  serveFile(app, {
    path: '/api/campaigns/:id/report/export',
    tag: 'Reports',
    summary: 'The numbers of a campaign’s report as a file',
    params: campaign,
    query: fileQuery.extend(scopeQuery.shape),
    handle: async ({ params, query, actor: { workspaceId } }, reply) => {
      const of = scopeOf({ workspaceId, campaignId: parseId('cmp', params.id) }, query);
      const report = await readReport(of, clock.now());
      const results = await readResults(of, clock.now());
      return sendFile(reply, exportReport(report, results, `${report.campaign.name} - report`), query);
    },
  });
}

/** Refuses (invalid) a sensitive attribute that was asked for by name, rather than to leave it out in silence. */
async function chooseColumns(
  { db }: ExportNeeds,
  actor: Actor,
  asked: readonly string[] | undefined,
): Promise<string[]> {
  const hidden = await listHidden(db, actor);
  const secret = asked?.find((name) => hidden.has(name));
  if (secret !== undefined)
    throw invalid(
      'column',
      `Attribute ${secret} is sensitive.`,
      'Leave it out, or ask the owner for the file.',
    );
  if (asked) return [...new Set(asked)];
  const known = await findAttributeTypes(db, actor.workspaceId);
  return [...known.keys()].filter((name) => !hidden.has(name));
}
