// Account linking (messenger-platform §8.1): the token that the log-in page of a business gets tells for five minutes who
// the person is; unlinking from the business's side. Tokens carry what they stand for, so nothing is kept.
import { createHmac } from 'node:crypto';
import { personEvent } from '../webhooks/payloads.ts';
import type { Page } from '../world/apps.ts';
import type { Person } from '../world/people.ts';
import type { World } from '../world/world.ts';
import type { PageCaller } from './auth.ts';
import { findText, type GraphCall, type GraphReply, getText } from './call.ts';
import { GraphError } from './errors.ts';

const LIFE_MS = 5 * 60_000;

/** What stands as `account_linking_token` in the address of the log-in page. */
export function issueLinkingToken({ clock }: World, page: Page, person: Person): string {
  const claim = Buffer.from(`${person.psid}:${clock.now() + LIFE_MS}`).toString('base64url');
  return `${claim}.${sign(page, claim)}`;
}

function sign(page: Page, claim: string): string {
  return createHmac('sha256', page.app.secret).update(`${page.id}:${claim}`).digest('base64url');
}

/** GET /me?fields=recipient&account_linking_token= → `{"id","recipient"}`. @throws GraphError 10303 for a bad token */
export function readLinkingToken(call: GraphCall, { page }: PageCaller): unknown {
  const [claim = '', signature] = (findText(call.params, 'account_linking_token') ?? '').split('.');
  const [psid = '', expiresAt] = Buffer.from(claim, 'base64url').toString().split(':');
  const good = signature === sign(page, claim) && Number(expiresAt) > call.world.clock.now();
  if (!good || !page.people.find(psid)) throw new GraphError(10303);
  return { id: page.id, recipient: psid };
}

/** POST /{page}/unlink_accounts `{"psid"}`: the person is told apart no more, and the app gets the event. */
export function unlinkAccount(call: GraphCall, { page }: PageCaller): GraphReply {
  const { world } = call;
  const person = page.people.find(getText(call.params, 'psid'));
  if (!person) throw new GraphError(100, 2018001);
  const event = personEvent(page, person, world.clock.now(), { account_linking: { status: 'unlinked' } });
  world.outbox.publish({ page, field: 'messaging_account_linking', person, event });
  return { body: { result: 'unlink account success' } };
}
