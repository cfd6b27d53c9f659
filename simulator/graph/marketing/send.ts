// POST /act_{ad}/messages: one paid marketing message to the holder of a subscription token (messenger-platform §5.5 (b)).
// Codes are those of the table there; where it gives a group, one member stands for the condition.
import { randomUUID } from 'node:crypto';
import type { App, Page } from '../../world/apps.ts';
import type { AdCampaign, Optin } from '../../world/item.contract.ts';
import { fullName, type Person } from '../../world/people.ts';
import { addToThread } from '../../world/threads.ts';
import type { World } from '../../world/world.ts';
import { findJson, findText, type GraphCall, type GraphReply, getText, isObject } from '../call.ts';
import { GraphError, invalidParameter } from '../errors.ts';
import { takeIn } from '../media/attachments.ts';
import { LEGACY_REGIONS, PAID_REGIONS } from '../regions.ts';
import { getObject, type Json } from '../send/checks.ts';
import { type ParsedMessage, parseMessage } from '../send/message.ts';
import { takeSend } from '../usage.ts';
import { getRunning } from './campaigns.ts';
import { planEvents } from './events.ts';
import { PAID_PACE_MS } from './tokens.ts';

const TEMPLATES = ['generic', 'button', 'media', 'product', 'receipt', 'coupon', 'image_grid'];
/** Which cap the Page's setting stands for: a share of the week, of the day, or too few organic threads between. */
const CAPS = { weekly: 2300042, daily: 2300043, organic: 2300044 } as const;

const PERSONAL = new Set(['title', 'subtitle', 'text', 'greeting']);
const UNTOUCHED = new Set(['buttons', 'quick_replies']);

interface Order {
  page: Page;
  campaign: AdCampaign;
  token: Optin;
  person: Person;
  message: ParsedMessage;
}

export async function sendMarketing(call: GraphCall, app: App): Promise<GraphReply> {
  const { world, params } = call;
  const campaignId = getText(params, 'message_id');
  const known = world.items.find('ad_campaign', campaignId);
  const page = known && world.pages.get(known.pageId);
  if (!known || page?.app !== app) throw new GraphError(2300000);
  const headers = takeSend(world, page, 'messages');
  checkAccount(page);
  const campaign = getRunning(world, campaignId, page.setup.marketing.price_per_message);
  const message = readMessage(params);
  const delivery = getObject(findJson(params, 'messenger_delivery_data'), 'messenger_delivery_data');
  const token = getToken(world, page, String(delivery['subscription_token']));
  const person = page.people.find(token.psid);
  if (!person || person.blocked !== null) throw new GraphError(2300036);
  checkGap(params);
  checkFrequency(world, page, token, person);
  for (const use of message.media) await takeIn(world, page, use);
  const trackingId = deliver(call, { page, campaign, token, person, message });
  return { body: { success: true, marketing_message_tracking_id: trackingId }, headers };
}

function checkAccount({ setup }: Page): void {
  if (!setup.marketing.terms_signed) throw new GraphError(2300013);
  if (!setup.marketing.payment_method) throw new GraphError(2300011);
  if (!setup.marketing.account_active) throw new GraphError(2300053);
  if (!PAID_REGIONS.has(setup.country)) throw new GraphError(2300030);
}

/** What the Send API would refuse as a parameter is a payload problem here. */
function readMessage(params: GraphCall['params']): ParsedMessage {
  const parsed = (() => {
    try {
      return parseMessage(findJson(params, 'message'));
    } catch (error) {
      if (!(error instanceof GraphError) || error.code !== 100) throw error;
      throw new GraphError(2300010, undefined, { message: error.message });
    }
  })();
  const { template, utility, stickerId } = parsed;
  if (utility || stickerId !== null || (template && !TEMPLATES.includes(template.type)))
    throw new GraphError(2300010);
  return parsed;
}

function getToken(world: World, page: Page, id: string): Optin {
  const token = world.items.find('optin', id);
  if (token?.type !== 'notification_messages') throw new GraphError(2300004);
  if (token.pageId !== page.id) throw new GraphError(2300005);
  if (token.expiresAt <= world.clock.now()) throw new GraphError(2300037);
  if (token.stopped) throw new GraphError(2300034);
  return token;
}

function checkGap(params: GraphCall['params']): void {
  const gap = findText(params, 'min_conversation_gap_seconds');
  if (gap !== undefined && !(Number.isInteger(Number(gap)) && Number(gap) >= 0))
    throw invalidParameter('Param min_conversation_gap_seconds must be a number of seconds.');
}

/** "Recipients anywhere except EU, JP, KR, AU, UK" – where a person is, the locale tells here. */
function checkFrequency(world: World, page: Page, token: Optin, person: Person): void {
  if (LEGACY_REGIONS.has(person.locale.slice(3))) throw new GraphError(2300032);
  const waitMs = token.paidSentAt === null ? 0 : token.paidSentAt + PAID_PACE_MS - world.clock.now();
  if (waitMs > 0)
    throw new GraphError(2300035, undefined, { data: { remaining_seconds: Math.ceil(waitMs / 1000) } });
  const { frequency_cap: cap } = page.setup.marketing;
  // "The first message of the period and people idle > 7 d are exempt": the first to somebody always goes.
  if (cap !== 'none' && token.paidSentAt !== null) throw new GraphError(CAPS[cap]);
}

/** Records the send and plans its events; returns the tracking id. */
function deliver(call: GraphCall, { page, campaign, token, person, message }: Order): string {
  const { world, params } = call;
  const now = world.clock.now();
  const trackingId = randomUUID();
  const content = personalise(message.content, person);
  const sent = world.record.add({
    mid: world.ids.mid(),
    pageId: page.id,
    psid: person.psid,
    at: now,
    body: JSON.stringify({
      message_id: campaign.id,
      messenger_delivery_data: findJson(params, 'messenger_delivery_data'),
      message: content,
      marketing_message_tracking_id: trackingId,
    }),
    metadata: message.metadata,
  });
  addToThread(world, page, person, sent);
  world.items.put({ ...token, paidSentAt: now });
  const spent = campaign.spent + page.setup.marketing.price_per_message;
  world.items.put({ ...campaign, sent: campaign.sent + 1, spent });
  world.live.notify({ pageId: page.id, psid: person.psid, kind: 'thread' });
  planEvents(
    world,
    { page, person, message: sent },
    { trackingId, token: token.id, campaignId: campaign.id },
  );
  return trackingId;
}

/** "Macros {{first_name}}, {{last_name}}, {{full_name}} in title/subtitle/greeting (not buttons)." */
function personalise(content: Json, person: Person): Json {
  const names: Record<string, string> = {
    first_name: person.firstName,
    last_name: person.lastName,
    full_name: fullName(person),
  };
  const fill = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => fill(item, ''));
    if (isObject(value))
      return Object.fromEntries(
        Object.entries(value).map(([name, part]) => [name, UNTOUCHED.has(name) ? part : fill(part, name)]),
      );
    if (typeof value !== 'string' || !PERSONAL.has(key)) return value;
    return value.replace(/\{\{(\w+)\}\}/g, (macro, name: string) => names[name] ?? macro);
  };
  return fill(content, '') as Json;
}
