// Preview and test: the same preparation and the same call as a delivery, for one person, outside the ledger.

import type { ShownRequest } from '../connectors/connector.contract.ts';
import type { ConnectorResult } from '../connectors/connectors.ts';
import { createMask, type Mask } from '../connectors/render-request.ts';
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import type { Secrets } from '../kit/secrets.ts';
import { getPageAccess } from '../pages/pages.ts';
import type { Callers } from './callers.ts';
import type { ClickLinks } from './click-links.ts';
import { type ComposeRules, compilePlan, secretsOf } from './compile-plan.ts';
import { connectorOutcome } from './connector-outcome.ts';
import { type FetchedSource, fetchAll } from './content.ts';
import { readLocaleRules, withLocale } from './locale.ts';
import { testMetadata } from './metadata.ts';
import { sendOutcome } from './outcome.ts';
import { readPageAssets } from './page-assets.queries.ts';
import { listMedia, type PageAssets } from './page-assets.ts';
import type { DeliveryPlan } from './plan.contract.ts';
import { listContents } from './plan-contents.ts';
import { type Addressee, type Prepared, prepare } from './prepare.ts';
import { chooseSaying, type Saying } from './saying.ts';

export interface TryOutNeeds extends ComposeRules {
  db: Db;
  secrets: Secrets;
  callers: Callers;
  clock: Clock;
  installationId: string;
  clickLinks: ClickLinks;
}

export interface TryOut {
  prepared: Prepared;
  shown: ShownRequest | null;
  mask: Mask;
  /** What was fetched for the person's texts. */
  content: FetchedSource[];
}

/** Nothing was rendered: the request itself has errors. */
export const notTried = (reason: string): TryOut => ({
  prepared: { kind: 'fail', reason, request: null, message: null, route: 0, saying: NOTHING },
  ...{ shown: null, mask: createMask([]), content: [] },
});

const NOTHING: Saying = {
  ...{ at: '', variant: 0, language: null, message: null, request: null },
  ...{ routes: [], sources: [] },
};

interface Trying {
  to: Addressee;
  variant?: number | undefined;
  /** Who only looks: what is fetched for them is counted. */
  asker?: string | undefined;
}

/**
 * What the lane would do for this person now, of this variant. Refuses (`invalid`) when the template cannot be parsed.
 */
export async function tryPrepare(
  needs: TryOutNeeds,
  workspaceId: string,
  plan: DeliveryPlan,
  { to: person, variant = 0, asker }: Trying,
): Promise<TryOut> {
  const found = withLocale(person, await readLocaleRules(needs.db, workspaceId));
  const compiled = compilePlan(plan, needs.secrets, needs);
  const saying = chooseSaying(compiled.variants, variant, found.language);
  const fetching = {
    ...{ fetcher: needs.callers.content, now: needs.clock.now() },
    mayCall: () => asker === undefined || needs.callers.looks.take(`${workspaceId}/${asker}`),
  };
  const { contents, fetched } = await fetchAll(fetching, saying?.sources ?? [], found);
  const to = { ...found, content: contents.kind === 'content' ? contents.content : undefined };
  const page =
    plan.page_id === null ? null : await getPageAccess(needs.db, needs.secrets, workspaceId, plan.page_id);
  const send = page && {
    graphUrl: needs.graphUrl,
    credentials: page,
    metadata: testMetadata(needs.installationId),
    wrapLink: (target: string) => needs.clickLinks.wrap(target, { workspaceId, deliveryId: 0 }),
    assets: withAll(await readPageAssets(needs.db, workspaceId, page.pageId, needs.clock.now()), plan),
  };
  const rendered = prepare(compiled, to, { send, now: needs.clock.now(), variant });
  const prepared: Prepared = contents.kind === 'content' ? rendered : withoutContent(rendered, contents);
  const mask = createMask([...secretsOf(compiled), ...(page ? [page.accessToken, page.appSecret] : [])]);
  return { prepared, shown: prepared.request && mask.request(prepared.request), mask, content: fetched };
}

/** The lane would wait for it, and then skip the person. */
const withoutContent = ({ route, saying }: Prepared, { reason }: { reason: string }): Prepared => ({
  ...{ kind: 'skip', reason, request: null, message: null },
  ...{ route, saying },
});

/** Media that are not on the Page yet stand under our own ids: publishing and testing upload them first. */
function withAll(assets: PageAssets, plan: DeliveryPlan): PageAssets {
  const named = listContents(plan).flatMap(({ message }) => listMedia(message?.message));
  return {
    ...assets,
    attachments: new Map([...named.map((id) => [id, id] as const), ...assets.attachments]),
  };
}

/** Reasons of the window alone do not stop a test: the platform itself answers, and that answer is what a test is for. */
const PLATFORM_DECIDES = new Set(['window_closed', 'window_unknown']);

export interface TestResult {
  /** Masked: it may repeat what was sent. */
  call: ConnectorResult | null;
  state: 'accepted' | 'failed' | 'unknown' | 'not_sent';
  reason: string | null;
}

export async function testSend(needs: TryOutNeeds, plan: DeliveryPlan, tried: TryOut): Promise<TestResult> {
  const { prepared, mask } = tried;
  if (prepared.kind !== 'call' && !PLATFORM_DECIDES.has(prepared.reason)) {
    return { call: null, state: 'not_sent', reason: prepared.reason };
  }
  if (prepared.request === null) return { call: null, state: 'not_sent', reason: 'template_error' };
  const facts = { deliveryId: 0, number: 1, tries: 1, firstTriedAt: null, random: 0 };
  if (plan.page_id === null) {
    const { request } = prepared.saying;
    if (request === null) return { call: null, state: 'not_sent', reason: 'template_error' };
    const call = await needs.callers.connectors.call(prepared.request, request);
    const { settlement } = connectorOutcome({ ...facts, now: needs.clock.now() }, request, call);
    return testResult(settlement, maskResult(call, [...call.masks, mask]));
  }
  const calledAt = needs.clock.now();
  const call = { ...(await needs.callers.send.call(prepared.request)), earlier: [], masks: [] };
  const { settlement } = sendOutcome(
    { ...facts, route: 0, nextRoute: null, calledAt, now: needs.clock.now(), graceMs: 0 },
    call,
  );
  return testResult(settlement, maskResult(call, [mask]));
}

/** A test is not repeated: what would be tried again has failed. */
const testResult = (
  { state, reason }: { state: string; reason: string | null },
  call: ConnectorResult,
): TestResult => ({ call, state: state === 'accepted' || state === 'unknown' ? state : 'failed', reason });

function maskResult(call: ConnectorResult, masks: Mask[]): ConnectorResult {
  const text = (plain: string): string => masks.reduce((masked, mask) => mask.text(masked), plain);
  const earlier = call.earlier.map(text);
  if (call.kind !== 'answered') return { ...call, message: text(call.message), earlier };
  const headers = masks.reduce((masked, mask) => mask.headers(masked), call.headers);
  return { ...call, body: text(call.body), headers, earlier };
}
