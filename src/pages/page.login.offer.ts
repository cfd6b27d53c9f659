// What a login brought, judged: whether the permissions are there, which Pages can be connected, and which may be missing
// from the list and why. Pure.
import { z } from 'zod';
import { invalid } from '../kit/errors.ts';
import type { LoginOffer } from './page.login.contract.ts';
import type { Account } from './page.login.graph.ts';
import { type DebugToken, isGranted } from './page.probe.ts';

/** As it is sealed until the choice. */
export const offer = z.object({
  appId: z.string(),
  pages: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      category: z.string().nullable(),
      accessToken: z.string(),
      problem: z.string().nullable(),
      remedy: z.string().nullable(),
    }),
  ),
  notes: z.array(z.object({ title: z.string(), remedy: z.string() })),
});
export type Offer = z.output<typeof offer>;

const COMPULSORY: Record<string, string> = {
  pages_show_list: 'to list your Pages',
  pages_messaging: 'to send and to receive messages',
  pages_manage_metadata: 'to subscribe the Page to webhooks',
};
const AGAIN = 'Continue with Facebook again and leave every permission switched on.';

/** Refuses (`invalid`) a login in which a permission was declined that nothing works without. */
export function requireGranted(token: DebugToken): void {
  const missing = Object.entries(COMPULSORY).filter(([scope]) => !token.scopes.includes(scope));
  if (missing.length === 0) return;
  const list = missing.map(([scope, purpose]) => `${scope} (${purpose})`).join(', ');
  throw invalid('permissions', `In the dialog these permissions were not granted: ${list}.`, AGAIN);
}

export function makeOffer(appId: string, accounts: readonly Account[], token: DebugToken): Offer {
  const pages = accounts
    .filter(({ id }) => /^\d{1,32}$/.test(id))
    .map((account) => ({
      id: account.id,
      name: account.name || `Page ${account.id}`,
      category: account.category ?? null,
      accessToken: account.access_token ?? '',
      ...findProblem(account, token),
    }));
  pages.sort((a, b) => a.name.localeCompare(b.name, 'en') || a.id.localeCompare(b.id));
  return { appId, pages, notes: makeNotes(pages.length, token) };
}

function findProblem(account: Account, token: DebugToken): { problem: string | null; remedy: string | null } {
  if (account.access_token === undefined)
    return {
      problem: 'Facebook gives no token for it.',
      remedy: 'The person who logged in needs full control or the task MESSAGING on this Page.',
    };
  // Page tasks: MESSAGING sends, MODERATE subscribes webhooks (messenger-platform §1.4).
  const tasks = ['MESSAGING', 'MODERATE'].filter((task) => account.tasks?.includes(task) === false);
  if (tasks.length > 0)
    return {
      problem: `The person who logged in lacks ${tasks.length === 1 ? 'the task' : 'the tasks'} ${tasks.join(' and ')} on it.`,
      remedy: 'An administrator of the Page grants it in Business Suite; then log in again.',
    };
  const lacks = ['pages_messaging', 'pages_manage_metadata'].filter(
    (scope) => !isGranted(token, scope, account.id),
  );
  if (lacks.length > 0)
    return {
      problem: `It was not ticked in the dialog for ${lacks.join(' and ')}.`,
      remedy: 'Continue with Facebook again, choose "Edit settings" and tick this Page.',
    };
  return { problem: null, remedy: null };
}

/** `/me/accounts` leaves out Pages owned through a business portfolio without business_management (messenger-platform §1.4). */
function makeNotes(count: number, token: DebugToken): Offer['notes'] {
  const notes: Offer['notes'] = [];
  if (!token.scopes.includes('business_management'))
    notes.push({
      title: 'Pages that belong to a business portfolio may be missing: business_management was not granted.',
      remedy: `${AGAIN} The app needs business_management through App Review; until then such a Page is connected with its token.`,
    });
  if (count === 0)
    notes.push({
      title: 'Facebook lists no Page for this login.',
      remedy:
        'Tick at least one Page in the dialog. The person who logs in must have a role on the Page itself.',
    });
  return notes;
}

/** Without the tokens. */
export const showOffer = (
  { appId, pages, notes }: Offer,
  of: { loginId: string; connected: ReadonlySet<string>; expiresAt: Date },
): LoginOffer => ({
  login_id: of.loginId,
  app_id: appId,
  pages: pages.map(({ id, name, category, problem, remedy }) => ({
    id,
    name,
    category,
    connected: of.connected.has(id),
    problem,
    remedy,
  })),
  notes,
  expires_at: of.expiresAt.toISOString(),
});
