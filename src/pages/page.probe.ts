// Asks the Graph API everything the prerequisites of a Page depend on. Facts only; `page.checks.ts` judges them.
import { z } from 'zod';
import { appToken, type GraphAnswer, type GraphAuth, type GraphClient } from '../messenger/graph.ts';

const id = z.union([z.string(), z.number()]).transform(String);

const debugToken = z.object({
  data: z.object({
    app_id: id.optional(),
    application: z.string().optional(),
    type: z.string().optional(),
    is_valid: z.boolean(),
    /** Unix seconds; 0: never. */
    expires_at: z.number().optional(),
    data_access_expires_at: z.number().optional(),
    scopes: z.array(z.string()).default([]),
    granular_scopes: z.array(z.object({ scope: z.string(), target_ids: z.array(id).optional() })).default([]),
    profile_id: id.optional(),
    error: z.object({ code: z.number(), subcode: z.number().optional(), message: z.string() }).optional(),
  }),
});
export type DebugToken = z.output<typeof debugToken>['data'];

/** A permission can be granted for some Pages only; then the list of them must hold ours. */
export function isGranted(token: DebugToken, scope: string, pageId: string): boolean {
  const targets = token.granular_scopes.find((granted) => granted.scope === scope)?.target_ids;
  return token.scopes.includes(scope) && (targets === undefined || targets.includes(pageId));
}

const me = z.object({ id, name: z.string().default('') });

const appSubscriptions = z.object({
  data: z.array(
    z.object({
      object: z.string(),
      callback_url: z.string().default(''),
      active: z.boolean().default(true),
      fields: z.array(z.union([z.string(), z.object({ name: z.string() }).transform((field) => field.name)])),
    }),
  ),
});
export type AppSubscription = z.output<typeof appSubscriptions>['data'][number];

const pageSubscriptions = z.object({
  data: z.array(z.object({ id, subscribed_fields: z.array(z.string()).default([]) })),
});

export interface Credentials {
  appId: string;
  appSecret: string;
  accessToken: string;
}

export interface PageFacts {
  token: GraphAnswer<DebugToken>;
  me: GraphAnswer<z.output<typeof me>>;
  /** The app's webhook subscriptions, of every object. */
  callbacks: GraphAnswer<AppSubscription[]>;
  /** The fields this app gets of this Page; an empty list: the Page is not subscribed. */
  fields: GraphAnswer<string[]>;
  /** What `page_status` says, as it is; `readIntegrity` reads it. */
  standing: GraphAnswer<unknown>;
}

const asApp = ({ appId, appSecret }: Credentials): GraphAuth => ({ token: appToken(appId, appSecret) });
export const asPage = ({ accessToken, appSecret }: Credentials): GraphAuth => ({
  token: accessToken,
  appSecret,
});

/** What a token is, asked in the name of its app. */
export async function inspectToken(
  graph: GraphClient,
  credentials: Credentials,
): Promise<GraphAnswer<DebugToken>> {
  return debug(graph, credentials.accessToken, asApp(credentials));
}

/** What a token says about itself: the way to learn its app when only the token is known. */
export const inspectOwnToken = (graph: GraphClient, accessToken: string): Promise<GraphAnswer<DebugToken>> =>
  debug(graph, accessToken, { token: accessToken });

async function debug(graph: GraphClient, token: string, auth: GraphAuth): Promise<GraphAnswer<DebugToken>> {
  const answer = await graph.get('/debug_token', { input_token: token }, auth, debugToken);
  return answer.kind === 'ok' ? { ...answer, data: answer.data.data } : answer;
}

/** `/me` with the app secret proof: the Page behind the token. */
export const readOwnPage = (graph: GraphClient, credentials: Credentials): Promise<PageFacts['me']> =>
  graph.get('/me', { fields: 'id,name' }, asPage(credentials), me);

export async function probePage(
  graph: GraphClient,
  credentials: Credentials,
  pageId: string,
): Promise<PageFacts> {
  const [token, own, callbacks, subscribed, standing] = await Promise.all([
    inspectToken(graph, credentials),
    readOwnPage(graph, credentials),
    graph.get(`/${credentials.appId}/subscriptions`, {}, asApp(credentials), appSubscriptions),
    graph.get(`/${pageId}/subscribed_apps`, {}, asPage(credentials), pageSubscriptions),
    graph.get(`/${pageId}/page_status`, {}, asPage(credentials), z.unknown()),
  ]);
  return {
    token,
    me: own,
    standing,
    callbacks: callbacks.kind === 'ok' ? { ...callbacks, data: callbacks.data.data } : callbacks,
    fields:
      subscribed.kind === 'ok'
        ? { ...subscribed, data: fieldsOf(subscribed.data.data, credentials.appId) }
        : subscribed,
  };
}

const fieldsOf = (apps: { id: string; subscribed_fields: string[] }[], appId: string): string[] =>
  apps.find((app) => app.id === appId)?.subscribed_fields ?? [];

const success = z.object({ success: z.union([z.literal(true), z.literal('true')]) });

/** App level: tells the platform our address; it calls back with the verify token before it answers. */
export const registerCallback = (
  graph: GraphClient,
  credentials: Credentials,
  webhook: { url: string; verifyToken: string; fields: readonly string[] },
) =>
  graph.post(
    `/${credentials.appId}/subscriptions`,
    {
      object: 'page',
      callback_url: webhook.url,
      verify_token: webhook.verifyToken,
      fields: webhook.fields.join(','),
      include_values: true,
    },
    asApp(credentials),
    success,
  );

/** Page level: replaces the fields this app gets of this Page. */
export const subscribePage = (
  graph: GraphClient,
  credentials: Credentials,
  pageId: string,
  fields: readonly string[],
) =>
  graph.post(
    `/${pageId}/subscribed_apps`,
    { subscribed_fields: fields.join(',') },
    asPage(credentials),
    success,
  );

export const unsubscribePage = (graph: GraphClient, credentials: Credentials, pageId: string) =>
  graph.delete(`/${pageId}/subscribed_apps`, {}, asPage(credentials), success);
