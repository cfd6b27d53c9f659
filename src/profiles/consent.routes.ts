// Consent over HTTP.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { consentRoutes } from './consent.contract.ts';
import { listReceipts } from './consent.queries.ts';
import { sayConsent } from './consents.ts';
import { getDetails } from './person.queries.ts';
import { showReceipt } from './person.view.ts';

export function registerConsentRoutes(app: FastifyInstance, { db, clock }: { db: Db; clock: Clock }): void {
  const readReceipts = async (workspaceId: string, profileId: number) => {
    const rows = await listReceipts(db, workspaceId, profileId);
    return rows.map(showReceipt);
  };

  serveEndpoint(app, consentRoutes.list, async ({ actor, params }) => {
    const { profile_id } = await getDetails(db, actor.workspaceId, params.id);
    return { consents: await readReceipts(actor.workspaceId, profile_id) };
  });

  serveEndpoint(app, consentRoutes.say, async ({ actor, params, body }) => {
    const { profile_id } = await getDetails(db, actor.workspaceId, params.id);
    const said = {
      profileId: profile_id,
      pageId: body.page_id ?? null,
      says: body.says,
      words: body.words,
    };
    const recorded = await sayConsent(db, actor, said, clock.now());
    return { recorded, consents: await readReceipts(actor.workspaceId, profile_id) };
  });
}
