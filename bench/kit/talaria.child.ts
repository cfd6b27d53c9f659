// The service as it ships, in a process of its own: what `src/main.ts` starts, on a database that is there already.
import type { AddressInfo } from 'node:net';
import { createApp } from '../../src/app.ts';
import { createDraft, publish } from '../../src/campaigns/campaigns.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { readConfig } from '../../src/kit/config.ts';
import { openDatabase } from '../../src/kit/db.ts';
import type { Actor } from '../../src/kit/http/actor.ts';
import { formatId } from '../../src/kit/ids.ts';
import { createLog } from '../../src/kit/log.ts';
import { createSegment } from '../../src/segments/segments.ts';
import { ENCRYPTION_KEY, PAGE } from './names.ts';
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
let segmentId: number | undefined;

serve(
  {
    port: () => (app.server.server.address() as AddressInfo).port,
    /** Publishes a campaign to everybody with a PSID; `message` is the text with its Liquid. */
    publish: async ({ message }: { message: string }) => {
      segmentId ??= await createSegment(database.db, ACTOR.workspaceId, {
        name: `Everybody with a PSID (${process.pid})`,
        filter: {
          kind: 'group',
          match: 'all',
          filters: [{ kind: 'attribute', attribute: 'ps_id', op: 'exists' }],
        },
      });
      const definition = campaignOf(segmentId, message);
      const campaign = await createDraft(app.campaigns, ACTOR, { name: 'Bench', definition });
      await publish(app.campaigns, ACTOR, campaign);
    },
  },
  async () => {
    await app.close();
    await database.close();
  },
);

function campaignOf(segment: number, message: string): Parameters<typeof createDraft>[2]['definition'] {
  return {
    delivery_type: 'one_time',
    segment_id: formatId('seg', segment),
    page_id: PAGE.id,
    request: {
      method: 'POST',
      url: `https://graph.facebook.com/v26.0/${PAGE.id}/messages`,
      params: [],
      headers: [],
      body: {
        kind: 'raw',
        content_type: 'application/json',
        text: `{"recipient":{"id":"{{ ps_id }}"},"messaging_type":"RESPONSE","message":{"text":${JSON.stringify(message)}}}`,
      },
      missing_attribute: 'skip',
    },
    outside_window: 'skip',
    hold_hours: 72,
    per_second: null,
    priority: 'normal',
    resend_unknown: 'on_absence',
    schedule: { kind: 'now' },
  };
}
