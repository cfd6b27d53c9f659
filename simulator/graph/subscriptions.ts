// Webhook subscriptions at both levels (messenger-platform §3.1): `{app}/subscriptions` with a real handshake to the
// callback, and `{page}/subscribed_apps`. Both are needed before an event goes out.
import type { App, Page } from '../world/apps.ts';
import type { PageCaller } from './auth.ts';
import { findList, findText, type GraphCall, getText } from './call.ts';
import { GraphError, invalidParameter } from './errors.ts';
import { WEBHOOK_FIELDS } from './webhook-fields.ts';

/** `{app-id}/subscriptions`, with an app token. */
export async function appSubscriptions(call: GraphCall, app: App): Promise<unknown> {
  if (call.method === 'GET') return { data: app.callback ? [describe(app)] : [] };
  const object = findText(call.params, 'object');
  if (object !== undefined && object !== 'page')
    throw invalidParameter('Only object "page" is available here.');
  if (call.method === 'DELETE') {
    const fields = findList(call.params, 'fields');
    if (fields.length === 0) app.callback = null;
    else for (const field of fields) app.callback?.fields.delete(field);
    return { success: true };
  }
  getText(call.params, 'object');
  const url = getText(call.params, 'callback_url');
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw invalidParameter('Param callback_url must be a valid URL.');
  const fields = readFieldNames(call, 'fields');
  const { courier } = call.world.outbox;
  const challenge = String(call.world.random.between(100_000_000, 2_000_000_000));
  const timeoutMs = call.world.settings.webhooks.timeout_ms;
  const problem = await courier.handshake(url, challenge, getText(call.params, 'verify_token'), timeoutMs);
  if (problem !== null) {
    throw new GraphError(2200, undefined, {
      message: `(#2200) Callback verification failed with the following errors: ${problem}`,
      status: 400,
    });
  }
  app.callback = { url, fields: new Set(fields) };
  return { success: true };
}

function describe(app: App): unknown {
  const fields = [...(app.callback?.fields ?? [])];
  return {
    object: 'page',
    callback_url: app.callback?.url,
    active: true,
    fields: fields.map((name) => ({ name, version: 'v26.0' })),
  };
}

/** `{page}/subscribed_apps`. A POST replaces the list for the app on this Page. */
export function pageSubscription(call: GraphCall, { page }: PageCaller): unknown {
  if (call.method === 'GET') {
    if (page.subscribedFields === null) return { data: [] };
    const { app } = page;
    const link = `https://www.facebook.com/games/?app_id=${app.id}`;
    return {
      data: [
        {
          category: 'Business',
          link,
          name: app.name,
          id: app.id,
          subscribed_fields: [...page.subscribedFields],
        },
      ],
    };
  }
  if (call.method === 'DELETE') {
    page.subscribedFields = null;
    return { success: true };
  }
  subscribePage(page, readFieldNames(call, 'subscribed_fields'));
  return { success: true };
}

/** Subscribes the Page afresh; an earlier "Webhooks Disabled" is forgotten. */
export function subscribePage(page: Page, fields: readonly string[]): void {
  page.subscribedFields = new Set(fields);
  page.health = { failingSince: null, alertedAt: null, disabledAt: null };
}

function readFieldNames(call: GraphCall, name: string): string[] {
  const fields = findList(call.params, name);
  if (fields.length === 0) throw invalidParameter(`The parameter ${name} is required.`);
  for (const [index, field] of fields.entries()) {
    if (!WEBHOOK_FIELDS.has(field))
      throw invalidParameter(
        `Param ${name}[${index}] must be one of {${[...WEBHOOK_FIELDS].join(', ')}} - got "${field}".`,
      );
  }
  return fields;
}
