// The eligibility waterfall of a definition: counts people by how they stand, asks delivery what it would do with each kind,
// and adds up.
import type { RawBuilder } from 'kysely';
import { compilePlan } from '../delivery/compile-plan.ts';
import { pageLaneId } from '../delivery/lane-kind.ts';
import { CLOSING_MARGIN_MS, createOutlook, MEDIA_PER_SECOND, type Outlook } from '../delivery/outlook.ts';
import { readPageAssets } from '../delivery/page-assets.queries.ts';
import type { DeliveryPlan } from '../delivery/plan.contract.ts';
import { AppError } from '../kit/errors.ts';
import { parseId } from '../kit/ids.ts';
import type { createMemory } from '../kit/remember-dear.ts';
import { withinTime } from '../segments/counting.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { prepareFilter } from '../segments/scope.ts';
import { checkDefinition } from './campaign.check.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { dueAt } from './campaign.schedule.ts';
import { isForOnePerson } from './delivery-type.ts';
import type { Waterfall } from './waterfall.contract.ts';
import { countCalled, findGroups, isOver, withoutCrowded } from './waterfall.controls.ts';
import { type ForecastFacts, forecastOf, forecastOfTurns } from './waterfall.forecast.ts';
import { countStandings, findLimitPerSecond, listIdRanges, type StandingCount } from './waterfall.queries.ts';
import { callStepsOf, type ForeseenCount, stepsOf } from './waterfall.steps.ts';
import { listWays, peopleOf, type Way } from './waterfall.variants.ts';
import { findLocalTurns } from './waterfall.zones.ts';

export interface WaterfallNeeds extends CampaignNeeds {
  /** Of a Page, as configured. */
  pagePerSecond: number;
  /** Counts of large segments: what the message says changes none of them, and it is typed letter by letter. */
  counted: Counted;
}

interface Count {
  standings: StandingCount[];
  countedAt: Date;
}
export type Counted = ReturnType<typeof createMemory<Count>>;
/** From here on counting takes some 100 ms. */
const LARGE_SEGMENT = 50_000;

const COUNT_TIMEOUT_MS = 15_000;
/** Ranges counted at once: two of PostgreSQL's processes take little more than half the time of one. */
const AT_ONCE = 2;

/** null while there is no segment, nowhere to send to, or a template that cannot be parsed. */
export async function countWaterfall(
  needs: WaterfallNeeds,
  workspaceId: string,
  { definition, campaign_id }: { definition: CampaignDefinition; campaign_id: string | null },
): Promise<Waterfall | null> {
  const { destination, segment, plan } = await checkDefinition(needs, workspaceId, definition);
  if (segment === null || destination.kind === 'unknown') return null;
  const now = needs.clock.now();
  const question = {
    ...{ workspaceId, filter: segment.filter, now, startsAt: dueAt(definition.schedule, now) ?? now },
    campaignId: campaign_id === null ? 0 : parseId('cmp', campaign_id),
    isCrowd: !isForOnePerson(definition.delivery_type),
  };
  if (destination.kind === 'connector') return countCalls(needs, plan, question);
  if (plan.page_id === null) return null;
  return countPage(needs, { ...plan, page_id: plan.page_id }, question);
}

interface Question {
  workspaceId: string;
  /** 0: not saved yet. */
  campaignId: number;
  /** Whether all of them come at once. */
  isCrowd: boolean;
  filter: GroupFilter;
  now: Date;
  startsAt: Date;
}

type PagePlan = DeliveryPlan & { page_id: string };

async function countPage(
  needs: WaterfallNeeds,
  plan: PagePlan,
  question: Question,
): Promise<Waterfall | null> {
  const { workspaceId, now } = question;
  const assets = await readPageAssets(needs.db, workspaceId, plan.page_id, now);
  const outlooks = findOutlooks(needs, plan, { assets, now });
  if (outlooks === null) return null;
  const { ways, routes } = listWays(plan, outlooks);
  const turns = question.isCrowd ? await findLocalTurns(needs.db, { ...question, plan }) : null;
  const counts: ForeseenCount[] = [];
  let countedAt = now;
  for (const way of ways) {
    const found = await countWay(needs, plan, { ...question, way, turns });
    counts.push(...found.counts);
    countedAt = found.countedAt;
  }
  const facts = {
    ...timesOf(counts),
    ...(await rateOf(needs, plan, { workspaceId, isMedia: outlooks.some((one) => one.audioOrVideo) })),
    now: countedAt,
    startsAt: question.startsAt,
    marginMs: CLOSING_MARGIN_MS,
  };
  const ahead = (turns ?? []).filter(({ at, quiet }) => quiet !== 'dropped' && !isOver(at, now));
  return {
    kind: 'page',
    counted_at: countedAt.toISOString(),
    steps: stepsOf(counts, routes),
    forecast:
      ahead.length > 0
        ? forecastOfTurns(facts, ahead, { isLocal: plan.own_zone !== null })
        : forecastOf(facts),
  };
}

async function countWay(
  needs: WaterfallNeeds,
  plan: PagePlan,
  question: Question & { way: Way; turns: Awaited<ReturnType<typeof findLocalTurns>> },
): Promise<{ counts: ForeseenCount[]; countedAt: Date }> {
  const { way, turns, isCrowd } = question;
  const { outlook } = way;
  const { standings, countedAt } = await countOnce(needs, plan, { ...question, by: outlook });
  const left = isCrowd
    ? await withoutCrowded(needs.db, { ...question, plan }, { counts: standings, turns })
    : standings;
  const counts = left.map((one) => {
    const outcome = one.hasPsid ? outlook.foresee(one) : NO_PSID;
    const route = way.places[outcome.route] ?? outcome.route;
    return { ...one, people: peopleOf(way, one.people), outcome: { ...outcome, route } };
  });
  return { counts: counts.filter(({ people }) => people > 0), countedAt };
}

async function countOnce(
  needs: WaterfallNeeds,
  plan: PagePlan,
  question: Question & { by: Outlook },
): Promise<Count> {
  const { workspaceId, filter, now, by } = question;
  const { judgedBy, languages } = by;
  const { groupOf, key: groups } = await findGroups(needs.db, { ...question, plan });
  const what = [workspaceId, filter, plan.page_id, judgedBy, languages, groups];
  return needs.counted(JSON.stringify(what), '', async () => {
    const standings = await countAll(needs, plan, { ...question, groupOf });
    const people = standings.reduce((sum, one) => sum + one.people, 0);
    return { value: { standings, countedAt: now }, isDear: people >= LARGE_SEGMENT };
  });
}

/** The ledger says so itself, before anything is prepared. */
const NO_PSID = { kind: 'not_reached', route: 0, reason: 'no_psid' } as const;

/** null: a template in it cannot be parsed; the check says where. */
function findOutlooks(
  needs: WaterfallNeeds,
  plan: DeliveryPlan,
  of: Pick<Parameters<typeof createOutlook>[1], 'assets' | 'now'>,
): Outlook[] | null {
  try {
    const compiled = compilePlan(plan, needs.secrets, needs);
    return compiled.variants.map((_, variant) => createOutlook(compiled, { ...needs, ...of }, variant));
  } catch (error) {
    if (error instanceof AppError && error.kind === 'invalid') return null;
    throw error;
  }
}

const languagePlaces = ({ languages }: Outlook): number =>
  Math.max(0, ...languages.map(({ route }) => route + 1));

async function countAll(
  { db }: WaterfallNeeds,
  plan: PagePlan,
  question: Question & { by: Outlook; groupOf: RawBuilder<unknown> },
): Promise<StandingCount[]> {
  const { workspaceId, now, by, groupOf } = question;
  const ranges = await listIdRanges(db, workspaceId);
  const prepared = await prepareFilter(db, workspaceId, question.filter, { now, reach: 'everybody' });
  const of = { ...prepared, by, groupOf, pageId: plan.page_id, routes: languagePlaces(by) };
  const alike = new Map<string, StandingCount>();
  const countNext = async (): Promise<void> => {
    for (let range = ranges.shift(); range; range = ranges.shift()) {
      const here = { ...of, range };
      for (const one of await withinTime(db, COUNT_TIMEOUT_MS, (tx) => countStandings(tx, here))) {
        const { people, ...standing } = one;
        const key = JSON.stringify(standing);
        alike.set(key, { ...one, people: people + (alike.get(key)?.people ?? 0) });
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, countNext));
  } finally {
    ranges.length = 0; // one was given up: so are the others
  }
  return [...alike.values()];
}

/** When which messages must leave. */
function timesOf(counts: readonly ForeseenCount[]): Pick<ForecastFacts, 'closing' | 'atAnyTime'> {
  const closing = new Map<number, number>();
  let atAnyTime = 0;
  for (const { outcome, minutes, people, leftOut } of counts) {
    if (leftOut !== null) continue;
    if (outcome.kind === 'message' && minutes !== null)
      closing.set(minutes, (closing.get(minutes) ?? 0) + people);
    else if (outcome.kind === 'message' || outcome.kind === 'utility') atAnyTime += people;
  }
  return { closing, atAnyTime };
}

type Rate = Pick<ForecastFacts, 'perSecond' | 'limitedBy'>;

/** The lowest of those that apply. */
async function rateOf(
  { db, pagePerSecond }: WaterfallNeeds,
  { page_id, per_second, message }: PagePlan,
  { workspaceId, isMedia }: { workspaceId: string; isMedia: boolean },
): Promise<Rate> {
  const told = await findLimitPerSecond(db, workspaceId, pageLaneId(page_id));
  const ofPage = told ?? pagePerSecond;
  const rates: Rate[] = [{ perSecond: ofPage, limitedBy: 'page' }];
  if (message !== null && message.typing_seconds > 0)
    rates.push({ perSecond: ofPage / 2, limitedBy: 'typing' });
  if (isMedia) rates.push({ perSecond: MEDIA_PER_SECOND, limitedBy: 'media' });
  if (per_second !== null) rates.push({ perSecond: per_second, limitedBy: 'campaign' });
  return rates.reduce((lowest, one) => (one.perSecond < lowest.perSecond ? one : lowest));
}

/** Any other address gets a call for everybody, and knows no window. */
async function countCalls(
  { db }: WaterfallNeeds,
  plan: DeliveryPlan,
  question: Question,
): Promise<Waterfall> {
  const run = { ...question, plan };
  const people = await countCalled(db, run);
  const left = question.isCrowd
    ? await withoutCrowded(db, run, { counts: people, turns: await findLocalTurns(db, run) })
    : people;
  const counts = left.map((one) => ({ ...one, outcome: CALLED }));
  return {
    kind: 'connector',
    counted_at: question.now.toISOString(),
    steps: callStepsOf(counts),
    forecast: null,
  };
}

const CALLED = { kind: 'message', route: 0 } as const;
