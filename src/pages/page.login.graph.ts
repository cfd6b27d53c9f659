// The calls of a Facebook Login: code → user token → long-lived user token → the Pages with their tokens
// (messenger-platform §1.3). What Facebook answers is a value here; `page.login.ts` decides.
import { z } from 'zod';
import type { GraphAnswer, GraphClient } from '../messenger/graph.ts';
import type { App } from './page.app.ts';

const issued = z.object({ access_token: z.string().min(1) });

/** `redirectUri` has to be the one the dialog was opened with, to the letter. */
export const exchangeCode = (
  graph: GraphClient,
  app: App,
  { code, redirectUri }: { code: string; redirectUri: string },
): Promise<GraphAnswer<{ access_token: string }>> =>
  graph.get(
    '/oauth/access_token',
    { client_id: app.appId, client_secret: app.appSecret, redirect_uri: redirectUri, code },
    null,
    issued,
  );

/** Page tokens made from a long-lived user token do not expire; those of a short one end within hours. */
export const lengthenToken = (
  graph: GraphClient,
  app: App,
  token: string,
): Promise<GraphAnswer<{ access_token: string }>> =>
  graph.get(
    '/oauth/access_token',
    {
      grant_type: 'fb_exchange_token',
      client_id: app.appId,
      client_secret: app.appSecret,
      fb_exchange_token: token,
    },
    null,
    issued,
  );

const account = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  name: z.string().default(''),
  category: z.string().optional(),
  /** Missing when the person may not act for the Page. */
  access_token: z.string().optional(),
  tasks: z.array(z.string()).optional(),
});
export type Account = z.output<typeof account>;

const accounts = z.object({
  data: z.array(account),
  paging: z
    .object({ cursors: z.object({ after: z.string().optional() }).optional(), next: z.string().optional() })
    .optional(),
});

const PAGE_SIZE = 100;
/** 2,000 Pages: nobody ticks more, and a cursor that leads in a circle ends. */
const MOST_CALLS = 20;

/** The Pages of the person behind the token, page by page. */
export async function listAccounts(
  graph: GraphClient,
  auth: { token: string; appSecret: string },
): Promise<GraphAnswer<Account[]>> {
  const found = new Map<string, Account>();
  let after: string | undefined;
  for (let calls = 1; ; calls += 1) {
    const answer = await graph.get(
      '/me/accounts',
      {
        fields: 'id,name,category,access_token,tasks',
        limit: PAGE_SIZE,
        ...(after !== undefined && { after }),
      },
      auth,
      accounts,
    );
    if (answer.kind !== 'ok') return answer;
    for (const one of answer.data.data) found.set(one.id, one);
    const { paging } = answer.data;
    after = paging?.next === undefined ? undefined : paging.cursors?.after;
    if (after === undefined || calls === MOST_CALLS) return { ...answer, data: [...found.values()] };
  }
}
