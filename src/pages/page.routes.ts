// Connected Pages over HTTP: each route is one call. Replies never carry a secret; `page.contract.ts` has no field for one.
import type { FastifyInstance } from 'fastify';
import { notFound } from '../kit/errors.ts';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { cancelBackfill, pauseBackfill, resumeBackfill, startBackfill } from './page.backfill.ts';
import { callbackUrl, checkPage, disconnect, subscribe } from './page.checking.ts';
import { connectPage, type PageNeeds } from './page.connect.ts';
import { pageRoutes } from './page.contract.ts';
import { pageHealthRoutes } from './page.health.contract.ts';
import { getPageHealth } from './page.health.ts';
import { registerPageLoginRoutes } from './page.login.routes.ts';
import { setCountry } from './page.queries.ts';
import { listPageViews } from './page.view.queries.ts';
import { getPageAccess } from './pages.ts';

export function registerPageRoutes(app: FastifyInstance, needs: PageNeeds): void {
  registerPageLoginRoutes(app, needs);
  const { db, secrets, clock } = needs;
  const list = (workspaceId: string, pageId?: string) => listPageViews(db, workspaceId, clock.now(), pageId);
  const view = async (workspaceId: string, pageId: string) => {
    const [page] = await list(workspaceId, pageId);
    if (!page) throw notFound(`connected Page ${pageId}`);
    return page;
  };

  serveEndpoint(app, pageRoutes.list, async ({ actor }) => ({
    pages: await list(actor.workspaceId),
    webhook_url: callbackUrl(needs.publicUrl),
    app_configured: needs.facebookApp !== undefined,
  }));
  serveEndpoint(app, pageRoutes.connect, async ({ body, actor }) => {
    const pageId = await connectPage(needs, actor.workspaceId, body, actor.name);
    await checkPage(needs, actor.workspaceId, pageId);
    return view(actor.workspaceId, pageId);
  });
  serveEndpoint(app, pageRoutes.get, ({ params, actor }) => view(actor.workspaceId, params.id));
  serveEndpoint(app, pageHealthRoutes.get, ({ params, actor }) =>
    getPageHealth(needs, { workspaceId: actor.workspaceId, pageId: params.id }),
  );
  serveEndpoint(app, pageRoutes.check, async ({ params, actor }) => {
    await checkPage(needs, actor.workspaceId, params.id);
    return view(actor.workspaceId, params.id);
  });
  serveEndpoint(app, pageRoutes.subscribe, async ({ params, actor }) => {
    await subscribe(needs, actor.workspaceId, params.id, actor.name);
    return view(actor.workspaceId, params.id);
  });
  serveEndpoint(app, pageRoutes.edit, async ({ params, body, actor }) => {
    await setCountry(db, actor.workspaceId, params.id, body.country);
    return view(actor.workspaceId, params.id);
  });
  serveEndpoint(app, pageRoutes.backfill, async ({ params, actor }) => {
    await getPageAccess(db, secrets, actor.workspaceId, params.id);
    await startBackfill(db, { workspaceId: actor.workspaceId, pageId: params.id }, clock.now());
    return view(actor.workspaceId, params.id);
  });
  const steer = { pauseBackfill, resumeBackfill, cancelBackfill };
  for (const [name, act] of Object.entries(steer)) {
    serveEndpoint(app, pageRoutes[name as keyof typeof steer], async ({ params, actor }) => {
      await act(db, { workspaceId: actor.workspaceId, pageId: params.id }, clock.now());
      return view(actor.workspaceId, params.id);
    });
  }
  serveEndpoint(app, pageRoutes.disconnect, async ({ params, actor }) => {
    await disconnect(needs, actor.workspaceId, params.id, actor.name);
    return { disconnected: true as const };
  });
}
