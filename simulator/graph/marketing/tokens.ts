// Subscription tokens of marketing messages (messenger-platform §5.5 (b)): the list of a Page, one token, unsubscribing.
import type { Page } from '../../world/apps.ts';
import { HOUR_MS } from '../../world/clock.ts';
import type { Optin } from '../../world/item.contract.ts';
import type { World } from '../../world/world.ts';
import type { Caller, PageCaller } from '../auth.ts';
import { findJson, findText, type GraphCall, type GraphReply } from '../call.ts';
import { unknownObject } from '../errors.ts';
import { pageThrough } from '../paging.ts';
import { getItems, getObject } from '../send/checks.ts';
import { takeTokenList } from '../usage.ts';

/** "One send per token per 12 h" */
export const PAID_PACE_MS = 12 * HOUR_MS;
const LEGACY_PACE_MS = 48 * HOUR_MS;
const PAGE_SIZE_LIMIT = 1000;

/** GET /{page}/notification_message_tokens */
export function listTokens(call: GraphCall, { page }: PageCaller): GraphReply {
  const { world, params } = call;
  const headers = takeTokenList(world, page);
  const all = world.items.list('optin', page.id).filter(({ type }) => type === 'notification_messages');
  const once = findText(params, 'do_not_return_duplicates') === 'true';
  const newest = new Map(all.map((token) => [token.psid, token]));
  const wanted = once ? [...newest.values()] : all;
  const path = `${page.id}/notification_message_tokens`;
  const { shown, paging } = pageThrough(call, wanted, { path, idOf: ({ id }) => id, max: PAGE_SIZE_LIMIT });
  const data = shown.map((token) => describe(world, token));
  return { body: paging ? { data, paging } : { data }, headers };
}

/** GET /notification_messages_{TOKEN} */
export function readToken(call: GraphCall, caller: Caller, id: string): unknown {
  const token = call.world.items.find('optin', id);
  if (!token || caller.kind !== 'page' || token.pageId !== caller.page.id)
    throw unknownObject(id, call.method);
  return describe(call.world, token);
}

function describe({ clock }: World, token: Optin): unknown {
  const now = clock.now();
  const next = (sentAt: number | null, pace: number): number => Math.max(now, (sentAt ?? 0) + pace);
  return {
    notification_messages_token: token.id,
    recipient_id: token.psid,
    creation_timestamp: token.createdAt,
    token_expiry_timestamp: token.expiresAt,
    user_token_status: token.refreshed ? 'REFRESHED' : 'NOT_REFRESHED',
    topic_title: token.topic,
    notification_messages_timezone: token.timezone,
    notification_messages_reoptin: 'ENABLED',
    next_eligible_time: next(token.lastSentAt, LEGACY_PACE_MS),
    next_eligible_time_for_paid_messaging: next(token.paidSentAt, PAID_PACE_MS),
  };
}

/**
 * POST /{page}/messaging_customer_base/unsubscribe: rows of `phone` and/or `email`, or `psid`, or `subscriber_token`. The
 * sandbox knows nobody by phone or email, so those rows are valid and match nobody.
 */
export function unsubscribe(call: GraphCall, { page }: PageCaller): GraphReply {
  const rows = getItems(findJson(call.params, 'data'), 'data', 1, 10_000);
  const invalid = rows.filter(
    (row, index) => !unsubscribeRow(call.world, page, getObject(row, `data[${index}]`)),
  );
  return { body: { invalid_rows_count: invalid.length } };
}

function unsubscribeRow({ items }: World, page: Page, row: Record<string, unknown>): boolean {
  const keys = Object.keys(row);
  const { psid, subscriber_token: token } = row;
  const valid = keys.length === 1 || (keys.length === 2 && 'phone' in row && 'email' in row);
  if (!valid || !keys.every((key) => ['phone', 'email', 'psid', 'subscriber_token'].includes(key)))
    return false;
  if (psid !== undefined && !page.people.find(String(psid))) return false;
  const found = psid === undefined ? [items.find('optin', String(token))] : items.list('optin', String(psid));
  const matched = found.filter((one) => one?.pageId === page.id && one.type === 'notification_messages');
  for (const one of matched) if (one) items.put({ ...one, stopped: true });
  return token === undefined || matched.length > 0;
}
