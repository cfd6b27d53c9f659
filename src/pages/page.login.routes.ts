// Facebook Login over HTTP: each route is one call. The dialog itself leads back to a screen of the dashboard.
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import type { PageNeeds } from './page.connect.ts';
import { pageLoginRoutes } from './page.login.contract.ts';
import { beginLogin, connectChosen, finishLogin, getOffer } from './page.login.ts';

export function registerPageLoginRoutes(app: FastifyInstance, needs: PageNeeds): void {
  serveEndpoint(app, pageLoginRoutes.begin, ({ body, actor }) => beginLogin(needs, actor, body));
  serveEndpoint(app, pageLoginRoutes.finish, ({ body, actor }) => finishLogin(needs, actor, body));
  serveEndpoint(app, pageLoginRoutes.offer, ({ params, actor }) => getOffer(needs, actor, params.login_id));
  serveEndpoint(app, pageLoginRoutes.choose, async ({ params, body, actor }) => ({
    pages: await connectChosen(needs, actor, params.login_id, body.page_ids),
  }));
}
