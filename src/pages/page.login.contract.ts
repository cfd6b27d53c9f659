// Facebook Login over HTTP: to the dialog, back with a code, and the choice among the person's Pages.
import { z } from 'zod';
import { contract } from '../kit/http/endpoint.ts';
import { facebookId } from './page.contract.ts';

const loginId = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'is not the id of a login');

/** A Page the person behind the login can give, as offered for the choice. */
export const offeredPage = z.object({
  id: facebookId,
  name: z.string(),
  category: z.string().nullable(),
  connected: z.boolean().describe('Connected here already: choosing it gives it the new token'),
  problem: z.string().nullable().describe('Why it cannot be connected'),
  remedy: z.string().nullable(),
});

export const loginOffer = z
  .object({
    login_id: loginId,
    app_id: facebookId,
    pages: z.array(offeredPage),
    notes: z
      .array(z.object({ title: z.string(), remedy: z.string() }))
      .describe('What may be missing in the list, and why'),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'PageLogin' });
export type LoginOffer = z.output<typeof loginOffer>;

const tag = 'Pages';

/** Most Pages one login may connect: each costs a handful of calls while the operator waits. */
const MOST_AT_ONCE = 25;

export const pageLoginRoutes = {
  begin: contract({
    method: 'POST',
    path: '/api/pages/login',
    tag,
    permission: 'own',
    summary: 'Begin a Facebook Login: the address of its dialog, which leads back to /pages/login',
    body: z.object({
      app_id: facebookId.optional().describe('Default: the configured app, else the one known from a Page'),
      app_secret: z.string().trim().min(1).max(200).optional().describe('Of an app that is not known yet'),
    }),
    reply: z.object({
      url: z.url().describe('Open it in the browser of the operator who asked'),
      scopes: z.array(z.string()).describe('The permissions the dialog asks for'),
    }),
  }),
  finish: contract({
    method: 'POST',
    path: '/api/pages/login/code',
    tag,
    permission: 'own',
    summary: 'Exchange what the dialog came back with for the Pages to choose from',
    body: z.object({ code: z.string().min(1).max(2000), state: z.string().min(1).max(2000) }),
    reply: loginOffer,
  }),
  offer: contract({
    method: 'GET',
    path: '/api/pages/login/:login_id',
    tag,
    permission: 'own',
    summary: 'The Pages of a login that waits for its choice',
    params: z.object({ login_id: loginId }),
    reply: loginOffer,
  }),
  choose: contract({
    method: 'POST',
    path: '/api/pages/login/:login_id/connect',
    tag,
    permission: 'own',
    summary: 'Connect, subscribe and check the chosen Pages; the others are forgotten',
    params: z.object({ login_id: loginId }),
    body: z.object({
      page_ids: z.array(facebookId).min(1, 'choose at least one Page').max(MOST_AT_ONCE),
    }),
    reply: z.object({
      pages: z.array(
        z.object({
          id: facebookId,
          name: z.string(),
          connected: z.boolean(),
          problem: z.string().nullable().describe('Why it is not connected, or connected and not subscribed'),
          remedy: z.string().nullable(),
        }),
      ),
    }),
  }),
};
