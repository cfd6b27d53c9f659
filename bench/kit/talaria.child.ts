// The service as it ships, in a process of its own: what `src/main.ts` starts, on a database that is there already.
import type { AddressInfo } from 'node:net';
import { createApp } from '../../src/app.ts';
import { type CampaignDefinition, campaignDefinition } from '../../src/campaigns/campaign.contract.ts';
import { createDraft } from '../../src/campaigns/campaigns.ts';
import { publish } from '../../src/campaigns/versions.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { readConfig } from '../../src/kit/config.ts';
import { openDatabase } from '../../src/kit/db.ts';
import type { Actor } from '../../src/kit/http/actor.ts';
import { formatId } from '../../src/kit/ids.ts';
import { createLog } from '../../src/kit/log.ts';
import { createSegment } from '../../src/segments/segments.ts';
import { ENCRYPTION_KEY, pageId } from './names.ts';
import { HOME_PAGE } from './people.ts';
import { readSettings, serve } from './serve.ts';

export interface TalariaSettings {
  databaseUrl: string;
  graphUrl: string;
  workers: boolean;
  /** Beyond the 300 of the platform when a benchmark looks for our own limit. */
  sendRatePerSecond?: number;
}

const settings = readSettings<TalariaSettings>();
const shipped = readConfig({ GRAPH_URL: settings.graphUrl });
const { sendRatePerSecond = shipped.sendRatePerSecond } = settings;
const database = openDatabase({ url: settings.databaseUrl, max: shipped.databasePool });
const app = await createApp({
  config: { ...shipped, sendRatePerSecond },
  database,
  encryptionKey: ENCRYPTION_KEY,
  clock: systemClock,
  log: createLog(shipped.logLevel),
  dashboardDir: '',
});
await app.server.listen({ port: 0, host: '127.0.0.1' });
if (settings.workers) app.startWorkers();

const ACTOR: Actor = { kind: 'operator', workspaceId: 'default', name: 'bench', permission: 'own' };
/** The segment of each Page's people, made when first used. */
const segmentIds = new Map<number, number>();

async function segmentOf(page: number): Promise<number> {
  const known = segmentIds.get(page);
  if (known !== undefined) return known;
  const made = await createSegment(database.db, ACTOR.workspaceId, {
    name: `People of Page ${page} (${process.pid})`,
    filter: {
      kind: 'group',
      match: 'all',
      filters: [{ kind: 'attribute', attribute: HOME_PAGE, op: 'is', value: page }],
    },
  });
  segmentIds.set(page, made);
  return made;
}

serve(
  {
    port: () => (app.server.server.address() as AddressInfo).port,
    /** Publishes a campaign to the people of each of the Pages 1 to `pages`; `message` is the text with its Liquid. */
    publish: async ({ message, pages }: { message: string; pages: number }) => {
      for (let page = 1; page <= pages; page++) {
        const definition = campaignOf(await segmentOf(page), page, message);
        const campaign = await createDraft(app.campaigns, ACTOR, {
          name: `To Page ${page}`,
          tags: [],
          definition,
        });
        await publish(app.campaigns, ACTOR, campaign);
      }
    },
  },
  async () => {
    await app.close();
    await database.close();
  },
);

function campaignOf(segment: number, page: number, message: string): CampaignDefinition {
  const text = `{"recipient":{"id":"{{ ps_id }}"},"messaging_type":"RESPONSE","message":{"text":${JSON.stringify(message)}}}`;
  return campaignDefinition.parse({
    delivery_type: 'one_time',
    segment_id: formatId('seg', segment),
    page_id: pageId(page),
    request: {
      method: 'POST',
      url: `https://graph.facebook.com/v26.0/${pageId(page)}/messages`,
      params: [],
      headers: [],
      body: { kind: 'raw', content_type: 'application/json', text },
      missing_attribute: 'skip',
    },
    hold_hours: 72,
    per_second: null,
    priority: 'normal',
    resend_unknown: 'on_absence',
    schedule: { kind: 'now' },
  });
}
