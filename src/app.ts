// The composition root: the only file that knows every domain. Building the app and listening are two things, so that
// tests inject requests into what production runs.
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { registerAccessRoutes } from './access/access.routes.ts';
import { createAccess } from './access/access.ts';
import { listAttributeUses } from './campaigns/attribute-use.ts';
import { createAudienceWorker } from './campaigns/audience.workers.ts';
import { registerCampaignLifeRoutes } from './campaigns/campaign.life.routes.ts';
import type { CampaignNeeds } from './campaigns/campaign.needs.ts';
import { registerCampaignRoutes } from './campaigns/campaign.routes.ts';
import { createCampaignWorker } from './campaigns/campaign.workers.ts';
import { registerContentBlockRoutes } from './campaigns/content-blocks.routes.ts';
import { registerConversationRoutes } from './campaigns/conversation.routes.ts';
import { createConversionWorker } from './campaigns/conversion.workers.ts';
import { explainOutcome } from './campaigns/entry.outcomes.ts';
import { createGuardWorker } from './campaigns/guard.workers.ts';
import { isMediaInUse } from './campaigns/media-use.ts';
import { registerPreflightRoutes } from './campaigns/preflight.routes.ts';
import { createPreflightWorker } from './campaigns/preflight.workers.ts';
import { registerRunRoutes } from './campaigns/runs.routes.ts';
import { leastSenders } from './campaigns/senders.ts';
import { registerSendingRuleRoutes } from './campaigns/sending-rules.routes.ts';
import { registerTextRoutes } from './campaigns/text-uses.routes.ts';
import { createTotalsWorker } from './campaigns/totals.workers.ts';
import { registerTriggerRoutes } from './campaigns/trigger.routes.ts';
import { createTriggerWorker } from './campaigns/trigger.workers.ts';
import { registerVersionRoutes } from './campaigns/version.routes.ts';
import { registerWaterfallRoutes } from './campaigns/waterfall.routes.ts';
import { registerWhyRoutes } from './campaigns/why.routes.ts';
import { createWinnerWorker } from './campaigns/winner.workers.ts';
import { openCallers } from './delivery/callers.ts';
import { createClickLinks } from './delivery/click-links.ts';
import { registerCommentRoutes } from './delivery/comment-rule.routes.ts';
import { createLaneWorker } from './delivery/delivery.workers.ts';
import { ensureInstallation } from './delivery/installation.queries.ts';
import { isLaneTopic } from './delivery/lane.queries.ts';
import { createLedgerWriter } from './delivery/ledger-writer.ts';
import { createPageCountWorker } from './delivery/page-counts.ts';
import { createPrivateReplyWorker } from './delivery/private-reply.workers.ts';
import { explainReason, explainWait } from './delivery/reasons.ts';
import { listRetryable } from './delivery/retry-failed.ts';
import { registerIngestRoutes } from './ingest/ingest.routes.ts';
import type { Clock } from './kit/clock.ts';
import type { Config } from './kit/config.ts';
import type { Database } from './kit/db.ts';
import { registerDashboard } from './kit/http/dashboard.ts';
import { registerHealthRoutes } from './kit/http/health.routes.ts';
import { registerApiDescription } from './kit/http/openapi.ts';
import { createServer } from './kit/http/server.ts';
import type { Log } from './kit/log.ts';
import { createSecrets } from './kit/secrets.ts';
import { type Listener, listen } from './kit/wake.ts';
import { type Supervisor, superviseWorkers, type Worker } from './kit/worker.ts';
import { createGraphClient } from './messenger/graph.ts';
import { registerEntryLinkRoutes } from './pages/entry-link.routes.ts';
import { createMediaWorker } from './pages/media.workers.ts';
import type { PageNeeds } from './pages/page.connect.ts';
import { registerPageRoutes } from './pages/page.routes.ts';
import { createInsightsWorker, createPageCheckWorker } from './pages/page.workers.ts';
import { registerPageToolRoutes } from './pages/page-tools.routes.ts';
import { createTemplateWorker } from './pages/utility-template.workers.ts';
import { createAttributeWorker } from './profiles/attribute.workers.ts';
import { registerCatalogueRoutes } from './profiles/catalogue.routes.ts';
import { ERASED_KEY } from './profiles/erased-ids.ts';
import { createRetentionWorker } from './profiles/event-retention.ts';
import { createValuesWorker } from './profiles/event-values.ts';
import { personMatches } from './profiles/person-search.ts';
import { registerPrivacyRoutes } from './profiles/privacy.routes.ts';
import { createPrivacyWorker } from './profiles/privacy.workers.ts';
import { registerProfileRoutes } from './profiles/profile.routes.ts';
import { listHidden } from './profiles/sensitive.ts';
import { type ReportNeeds, registerReportRoutes } from './reports/report.routes.ts';
import { createAttributeIndexWorker } from './segments/attribute-index.workers.ts';
import { registerSegmentRoutes } from './segments/segment.routes.ts';
import { createChangesWorker, createTrackWorker } from './segments/track.workers.ts';
import { createImportUpkeepWorker, createImportWorker } from './transfer/import.workers.ts';
import { registerTransferRoutes } from './transfer/transfer.routes.ts';
import { createBackfillWorker } from './webhooks/backfill.workers.ts';
import { registerClickRoutes } from './webhooks/clicks.routes.ts';
import { createEnrichmentWorker } from './webhooks/enrichment.workers.ts';
import { registerFacebookCallbacks } from './webhooks/facebook-callbacks.routes.ts';
import { APPLY_WORKER, createApplyWorker } from './webhooks/inbox.workers.ts';
import { registerWebhookRoutes } from './webhooks/receiver.routes.ts';
import { createWatchWorker } from './webhooks/watch.workers.ts';

export interface AppNeeds {
  config: Readonly<Config>;
  database: Database;
  encryptionKey: string;
  clock: Clock;
  log: Log;
  /** Where the sandbox's phone is, when one plays the platform. */
  sandboxUrl?: string;
  /** Built dashboard; where it is missing the API works alone. */
  dashboardDir: string;
}

export interface App {
  server: FastifyInstance;
  /** For start-up and tests: the operations behind the routes. */
  pages: PageNeeds;
  campaigns: CampaignNeeds;
  /** `receives`: whether this process takes webhooks, so that an echo that is not there means something. */
  startWorkers(options?: { receives: boolean }): Supervisor;
  /** Stops the server, then the workers, then the outgoing connections. The database is the caller's. */
  close(): Promise<void>;
}

/** How long a dead worker keeps a lane; taken over within this time. */
const LEASE_MS = 6_000;

export async function createApp(needs: AppNeeds): Promise<App> {
  const { config, database, clock, log } = needs;
  const { db, pool } = database;
  const { publicUrl, facebookApp, allowPrivateAddresses, graphUrl } = config;
  const { secrets, graph, callers, pages, campaigns } = await openEdges(needs);
  let supervisor: Supervisor | undefined;
  let listener: Listener | undefined;

  const server = createServer(log, { trustProxy: config.trustProxy, clock });
  const access = createAccess({ db, pool, clock, log, publicUrl, encryptionKey: needs.encryptionKey });
  await registerApiDescription(server);
  access.register(server);
  registerAccessRoutes(server, { db, clock, leastSenders });
  registerPageRoutes(server, pages);
  registerPageToolRoutes(server, {
    ...pages,
    ...{ allowPrivateAddresses, graphUrl, isMediaInUse: mediaUse(needs) },
  });
  registerEntryLinkRoutes(server, { db, secrets, clock, meUrl: config.meUrl });
  registerCommentRoutes(server, { db, clock });
  registerPeople(server, needs);
  registerPrivacyRoutes(server, { db, clock, erasedKey: secrets.deriveKey(ERASED_KEY) });
  registerCampaigns(server, needs, campaigns);
  registerWhyRoutes(server, campaigns);
  registerReportRoutes(server, { ...reportNeeds(needs), clock, sandboxUrl: needs.sandboxUrl ?? null });
  registerIngestRoutes(server, { db, clock, log, access });
  const receiver = registerWebhookRoutes(server, {
    db,
    secrets,
    facebookApp,
    log,
    onStored: () => supervisor?.wake(APPLY_WORKER),
  });
  registerFacebookCallbacks(server, { db, secrets, clock, facebookApp, publicUrl });
  registerClickRoutes(server, { db, clock, log, links: campaigns.clickLinks });
  const applyWorker = createApplyWorker({ db, secrets, clock, log, adWindowHours: config.adWindowHours });
  registerHealthRoutes(server, {
    db,
    workers: () => supervisor?.health() ?? [],
    registry: createMetrics({ webhooks: receiver.counters, applied: applyWorker.counters }),
  });
  await registerDashboard(server, needs.dashboardDir);

  return {
    server,
    pages,
    campaigns,
    startWorkers({ receives } = { receives: true }) {
      const workers = createWorkers(needs, { applyWorker, secrets, graph, campaigns, pages, receives });
      supervisor = workers.supervisor;
      listener = workers.listener;
      return supervisor;
    },
    async close() {
      await server.close();
      await receiver.drain();
      await listener?.close();
      await supervisor?.stop();
      await callers.close();
      await graph.close();
    },
  };
}

/** Reports know neither the words for a ledger's reasons nor who may be sent to again, nor how people are found. */
const reportNeeds = ({ config, database: { db } }: AppNeeds): Omit<ReportNeeds, 'clock' | 'sandboxUrl'> => ({
  db,
  explain: explainReason,
  explainWait,
  explainEntry: explainOutcome,
  matchPeople: async (actor, search) => personMatches(actor.workspaceId, search, await listHidden(db, actor)),
  listRetryable: (of, unsent, now) => listRetryable(db, of, unsent, now),
  pagePerSecond: config.sendRatePerSecond,
});

/** Campaigns: what they say, when they go out, what holds for all of them. */
function registerCampaigns(server: FastifyInstance, needs: AppNeeds, campaigns: CampaignNeeds): void {
  const { config, clock } = needs;
  const { db } = needs.database;
  registerCampaignRoutes(server, campaigns);
  registerContentBlockRoutes(server, campaigns);
  registerTextRoutes(server, campaigns);
  registerCampaignLifeRoutes(server, campaigns);
  registerVersionRoutes(server, campaigns);
  registerTriggerRoutes(server, { db, clock });
  registerPreflightRoutes(server, campaigns);
  registerRunRoutes(server, { db, clock });
  registerConversationRoutes(server, { db, clock });
  registerSendingRuleRoutes(server, { db, clock });
  registerWaterfallRoutes(server, { ...campaigns, pagePerSecond: config.sendRatePerSecond });
}

/** People, what is known of them, segments, files in and out. */
function registerPeople(server: FastifyInstance, needs: AppNeeds): void {
  const { config, clock } = needs;
  const { db } = needs.database;
  registerProfileRoutes(server, { db, clock });
  registerCatalogueRoutes(server, { db, clock, findUses: listAttributeUses });
  registerSegmentRoutes(server, { db, clock });
  registerTransferRoutes(server, {
    ...reportNeeds(needs),
    ...{ clock, maxBytes: config.importMaxMb * 1_000_000 },
  });
}

interface WorkerNeeds
  extends Pick<Awaited<ReturnType<typeof openEdges>>, 'secrets' | 'graph' | 'campaigns' | 'pages'> {
  applyWorker: Worker;
  receives: boolean;
}

/** All loops of this process, and the ear that wakes them when another one has work for them. */
function createWorkers(
  { config, database, clock, log }: AppNeeds,
  { applyWorker, secrets, graph, campaigns, pages, receives }: WorkerNeeds,
): { supervisor: Supervisor; listener: Listener } {
  const { db } = database;
  const shared = { db, secrets, graph, clock, log };
  const graceMs = config.unknownGraceSeconds * 1000;
  const lanes = createLaneWorker({
    ...campaigns,
    ...shared,
    writer: createLedgerWriter(shared),
    pagePerSecond: config.sendRatePerSecond,
    graceMs,
    leaseMs: LEASE_MS,
  });
  const workers = [
    applyWorker,
    createCampaignWorker(shared),
    createAudienceWorker(shared),
    createTriggerWorker(shared),
    createWinnerWorker(shared),
    createPreflightWorker({ ...campaigns, log }),
    lanes,
    createPrivateReplyWorker({ ...shared, installationId: campaigns.installationId, graceMs }),
    createBackfillWorker(shared),
    createEnrichmentWorker(shared),
    createPrivacyWorker({ db, clock, erasedKey: secrets.deriveKey(ERASED_KEY) }),
    createPageCheckWorker({ ...pages, log }),
    createInsightsWorker(pages),
    createPageCountWorker(shared),
    createTrackWorker(shared),
    createChangesWorker(shared),
    createRetentionWorker(shared),
    createValuesWorker(shared),
    createConversionWorker(shared),
    createTotalsWorker(shared),
    createGuardWorker({ ...shared, tooManyBlocks: config.tooManyBlocks }),
    createAttributeIndexWorker(shared),
    createTemplateWorker(shared),
    createAttributeWorker(shared),
    createImportWorker({ ...shared, pool: database.pool }),
    createImportUpkeepWorker(shared),
    createMediaWorker({ ...shared, isMediaInUse: mediaUse({ database, clock }) }),
    ...(receives ? [createWatchWorker(shared)] : []),
  ];
  const supervisor = superviseWorkers(workers, log);
  const wake = (topic: string | null): void => {
    if (topic === null) for (const { name } of workers) supervisor.wake(name);
    else if (!lanes.wakeLane(topic)) supervisor.wake(isLaneTopic(topic) ? lanes.name : topic);
  };
  return { supervisor, listener: listen(database.url, wake, log) };
}

/** What the media library asks of campaigns. */
const mediaUse =
  ({ database, clock }: Pick<AppNeeds, 'database' | 'clock'>) =>
  (workspaceId: string, mediaId: string): Promise<boolean> =>
    isMediaInUse(database.db, workspaceId, mediaId, clock.now());

/** Secrets, outgoing connections, and what the operations of Pages and campaigns need of them. */
async function openEdges({ config, database: { db }, encryptionKey, clock }: AppNeeds) {
  const { publicUrl, facebookApp, facebookLoginUrl, utilityPermission, graphUrl, graphVersion } = config;
  const secrets = createSecrets(encryptionKey);
  const installationId = await ensureInstallation(db);
  const graph = createGraphClient({ graphUrl, version: graphVersion });
  const callers = openCallers(config, clock);
  const login = {
    dialogUrl: `${facebookLoginUrl}/${graphVersion}/dialog/oauth`,
    utilityPermission,
  };
  const pages: PageNeeds = {
    db,
    secrets,
    graph,
    clock,
    publicUrl,
    facebookApp,
    login,
    blockLimit: config.tooManyBlocks,
  };
  const { utilityShape } = config;
  const composing = { graphUrl, graphVersion, utilityShape };
  const clickLinks = createClickLinks(secrets, config.linkUrl);
  const campaigns: CampaignNeeds = {
    ...{ db, secrets, callers, graph, clock, installationId, clickLinks },
    ...composing,
  };
  return { secrets, graph, callers, pages, campaigns };
}

/** Counters live where they are counted; this only gives them names. */
function createMetrics(groups: Record<string, object>): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const [group, counters] of Object.entries(groups)) {
    for (const name of Object.keys(counters)) {
      const gauge: Gauge = new Gauge({
        name: `talaria_${group}_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
        help: `${group}: ${name} since the process started`,
        registers: [registry],
        collect() {
          gauge.set(Number((counters as Record<string, number>)[name]));
        },
      });
    }
  }
  return registry;
}
