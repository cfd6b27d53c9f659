// Campaigns of the paid Marketing Message API (messenger-platform §5.5 (b)): a budget and a span of time, under an ad account.
// The account of an app is `act_` and its owner's user id.
import type { App } from '../../world/apps.ts';
import { HOUR_MS } from '../../world/clock.ts';
import type { AdCampaign } from '../../world/item.contract.ts';
import type { World } from '../../world/world.ts';
import { type Caller, requireScope } from '../auth.ts';
import { findText, type GraphCall, getText, graphTime } from '../call.ts';
import { GraphError, invalidParameter, unknownObject } from '../errors.ts';
import { fieldsOf, type NodeReader, parseFields, readNode } from '../fields.ts';
import { PAID_REGIONS } from '../regions.ts';

function adAccountOf(app: App): string {
  return `act_${app.userId}`;
}

/** The app of the account, when the caller may use it. @throws GraphError 100/33, 200 */
export function getAdAccount(call: GraphCall, caller: Caller, id: string): App {
  if (id !== adAccountOf(caller.app)) throw unknownObject(id, call.method);
  requireScope(caller, 'ads_management');
  requireScope(caller, 'paid_marketing_messages', 'marketing_messages_messenger');
  return caller.app;
}

/** POST /act_{ad}/message_campaign → `{"id"}` */
export function createCampaign(call: GraphCall, app: App): unknown {
  const { world, params } = call;
  const page = world.pages.get(getText(params, 'page_id'));
  if (page?.app !== app) throw invalidParameter('Param page_id must be a Page of this app.');
  if (!PAID_REGIONS.has(page.setup.country)) throw new GraphError(2300031);
  if (!page.setup.marketing.terms_signed) throw new GraphError(2300013);
  const dailyBudget = readBudget(params, 'daily_budget');
  const lifetimeBudget = readBudget(params, 'lifetime_budget');
  if (dailyBudget !== null && lifetimeBudget !== null)
    throw invalidParameter('Give either daily_budget or lifetime_budget.');
  const now = world.clock.now();
  const startsAt = readTime(params, 'start_time') ?? now;
  const endsAt = readTime(params, 'end_time');
  if (endsAt !== null && endsAt <= startsAt)
    throw invalidParameter('Param end_time must be after start_time.');
  const campaign: AdCampaign = {
    kind: 'ad_campaign',
    id: world.ids.numeric('12'),
    pageId: page.id,
    adAccountId: adAccountOf(app),
    name: getText(params, 'name'),
    dailyBudget,
    lifetimeBudget,
    startsAt,
    endsAt,
    createdAt: now,
    sent: 0,
    spent: 0,
  };
  world.items.put(campaign);
  return { id: campaign.id };
}

function readBudget(params: GraphCall['params'], name: string): number | null {
  const text = findText(params, name);
  if (text === undefined) return null;
  const budget = Number(text);
  if (!Number.isInteger(budget) || budget < 1)
    throw invalidParameter(`Param ${name} must be a whole number of the smallest unit of currency.`);
  return budget;
}

/** A time in seconds or as a date. */
function readTime(params: GraphCall['params'], name: string): number | null {
  const text = findText(params, name);
  if (text === undefined) return null;
  const at = /^\d{9,11}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(at)) throw invalidParameter(`Param ${name} must be a time.`);
  return at;
}

/**
 * The campaign a send is for. Of the documented groups of codes one member stands for each condition.
 * @throws GraphError 2300000 when there is none or it ended, 2300041 before its start, 2300012 while it warms up, 2300015
 * when its budget is used up
 */
export function getRunning({ items, clock, pages }: World, id: string, price: number): AdCampaign {
  const campaign = items.find('ad_campaign', id);
  const now = clock.now();
  if (!campaign || (campaign.endsAt !== null && now >= campaign.endsAt)) throw new GraphError(2300000);
  if (now < campaign.startsAt) throw new GraphError(2300041);
  const warmUpMs = (pages.get(campaign.pageId)?.setup.marketing.warm_up_hours ?? 0) * HOUR_MS;
  if (now < campaign.createdAt + warmUpMs) throw new GraphError(2300012);
  const days = Math.floor((now - campaign.startsAt) / (24 * HOUR_MS)) + 1;
  const budget =
    campaign.lifetimeBudget ?? (campaign.dailyBudget === null ? null : campaign.dailyBudget * days);
  if (budget !== null && campaign.spent + price > budget) throw new GraphError(2300015);
  return campaign;
}

/** GET /{campaign}, with its insights. */
export function campaignNode(call: GraphCall, caller: Caller, id: string): unknown {
  const campaign = call.world.items.find('ad_campaign', id);
  if (!campaign || campaign.adAccountId !== adAccountOf(caller.app)) return undefined;
  const reader: NodeReader = {
    id: () => campaign.id,
    name: () => campaign.name,
    page_id: () => campaign.pageId,
    start_time: () => graphTime(campaign.startsAt),
    end_time: () => (campaign.endsAt === null ? null : graphTime(campaign.endsAt)),
    daily_budget: () => campaign.dailyBudget,
    lifetime_budget: () => campaign.lifetimeBudget,
    marketing_messages_delivered: () => campaign.sent,
    marketing_messages_spend: () => campaign.spent,
    marketing_messages_cost_per_delivered: () => (campaign.sent === 0 ? 0 : campaign.spent / campaign.sent),
  };
  const asked = parseFields(findText(call.params, 'fields')) ?? fieldsOf('id', 'name', 'page_id');
  return readNode(reader, asked, 'MessageCampaign');
}
