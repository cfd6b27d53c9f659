// Why somebody got a campaign's message, or why not: gathers what is known and has it told.
import { addMs } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { getDetails, type PersonDetails } from '../profiles/person.queries.ts';
import { nameOf } from '../profiles/person.view.ts';
import { hideAttributes, listHidden } from '../profiles/sensitive.ts';
import { WINDOW_MS } from '../profiles/window.ts';
import { type Explained, explainPerson } from '../segments/explain.ts';
import type { GroupFilter } from '../segments/filter.contract.ts';
import { getSegment } from '../segments/segments.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { previewFor } from './campaign.preview.ts';
import type { CampaignRecord } from './campaign.queries.ts';
import { getCampaign } from './campaigns.ts';
import { findVersion, type VersionRecord } from './version.queries.ts';
import type { Why } from './why.contract.ts';
import type { Judged } from './why.control.ts';
import { countedAgainst } from './why.controls.had.ts';
import { judgeControls, tellControls } from './why.controls.ts';
import { keyOf } from './why.course.ts';
import { findDoing } from './why.doing.ts';
import {
  countDeliveries,
  findEntryData,
  findLastAction,
  findWhyRun,
  findZone,
  listWhyAttempts,
  listWhyConversions,
  listWhyDeliveries,
  listWhyEntries,
  listWhyResponses,
  type OfPerson,
  type WhyDelivery,
  type WhyRun,
} from './why.queries.ts';
import { tellWhy, type WhyFacts } from './why.sentence.ts';
import { tellSteps } from './why.timeline.ts';
import { tellComing } from './why.waiting.ts';
import { findWaits } from './why.waits.ts';

/** Messages and visits that are told; of more the count is. */
const MOST_TOLD = 30;

interface Asked {
  key: OfPerson;
  campaign: CampaignRecord;
  /** What is live; undefined: never published. */
  live: VersionRecord | undefined;
  definition: CampaignDefinition;
  person: PersonDetails;
  name: string | null;
  /** Names of attributes that whoever asks may not see. */
  hidden: ReadonlySet<string>;
}

/** An id that was merged away is answered for who remains. Refuses (not_found) what there is not. */
export async function explainWhy(
  needs: CampaignNeeds,
  actor: Actor,
  of: { campaignId: number; personId: string },
): Promise<Why> {
  const { db } = needs;
  const asked = await findAsked(needs, actor, of);
  const { key, campaign, live, definition, person, name } = asked;
  const { facts, segment, judged, verdict } = await gather(needs, actor, asked);
  const ids = facts.deliveries.map(({ deliveryId }) => deliveryId);
  return {
    person: { id: formatId('prf', person.profile_id), name, customer_id: person.customer_id },
    campaign: {
      id: formatId('cmp', campaign.campaignId),
      name: campaign.name,
      state: campaign.state,
      delivery_type: definition.delivery_type,
      version: campaign.liveVersion,
    },
    ...tellWhy(facts),
    steps: tellSteps({
      ...facts,
      published: live ? { version: live.version, at: live.publishedAt } : null,
      waits: await findWaits(db, key, { judged, entries: facts.entries }),
      coming: tellComing({
        ...facts,
        hasCome: facts.entries.length > 0,
        waitsFor: facts.doing?.waitsFor ?? null,
        judged: judged[0],
      }),
      attempts: await listWhyAttempts(db, key.workspaceId, ids),
      responses: await listWhyResponses(db, key.workspaceId, ids, asked.hidden.size > 0),
      conversions: await listWhyConversions(db, key.workspaceId, ids),
    }),
    earlier: Math.max(0, (await countDeliveries(db, key)) - ids.length),
    controls: tellControls(judged),
    segment,
    now: verdict,
    time_zone: facts.zone,
  };
}

async function findAsked(
  { db }: CampaignNeeds,
  actor: Actor,
  { campaignId, personId }: { campaignId: number; personId: string },
): Promise<Asked> {
  const { workspaceId } = actor;
  const campaign = await getCampaign(db, workspaceId, campaignId);
  const person = await getDetails(db, workspaceId, personId);
  const key = { workspaceId, campaignId, profileId: person.profile_id };
  const live = campaign.liveVersion === null ? undefined : await findVersion(db, key, campaign.liveVersion);
  const hidden = await listHidden(db, actor);
  const { shown } = hideAttributes(person.attributes, hidden);
  return {
    ...{ key, campaign, live, person, hidden },
    definition: live?.definition ?? campaign.definition,
    name: nameOf(shown),
  };
}

async function gather(
  needs: CampaignNeeds,
  actor: Actor,
  asked: Asked,
): Promise<{ facts: WhyFacts; segment: Why['segment']; judged: Judged[]; verdict: Why['now'] }> {
  const { db, clock } = needs;
  const { key, campaign, live, definition, person, name, hidden } = asked;
  const now = clock.now();
  const deliveries = await listWhyDeliveries(db, key, MOST_TOLD);
  const entries = await listWhyEntries(db, key, MOST_TOLD);
  const run = await findWhyRun(db, key, deliveries[0]?.occurrence ?? null);
  const segment = await explainSegment(needs, actor, asked, run);
  const zone = await findZone(db, key.workspaceId);
  const publishedAt = live?.publishedAt ?? null;
  const isOver = campaign.state === 'stopped' || campaign.state === 'finished';
  const isOpen = deliveries[0]?.state === 'pending' || deliveries[0]?.state === 'held';
  const isAhead = deliveries.length === 0 && entries.length === 0 && !isOver;
  const judged = await judgeControls(db, {
    ...{ key, person, hidden, definition, deliveries, entries, now },
    ...{ tags: campaign.tags, version: campaign.liveVersion, mayCome: !isOver && !isPast(definition, run) },
  });
  const asks = isAhead || isOpen;
  const verdict = asks ? await judgeNow(needs, actor, asked, judged[0]?.message ?? null) : null;
  const facts: WhyFacts = {
    name: name ?? person.customer_id ?? 'This person',
    ...{ zone, now, deliveries, entries, run },
    campaign: { state: campaign.state, type: definition.delivery_type, publishedAt },
    knownSince: person.created_at,
    ...(await findCauses(db, key, judged[0])),
    segment: segment && { isIn: segment.is_in, because: firstFailing(segment.filter) },
    doing: await findDoing(db, key, { definition, publishedAt, zone }),
    verdict,
  };
  return { facts, segment, judged, verdict };
}

/** It goes out once, and has. */
const isPast = ({ delivery_type }: CampaignDefinition, run: WhyRun | undefined): boolean =>
  delivery_type === 'one_time' && run?.preparedAt != null;

/** The filter that decided, or would decide; null: everybody is in, or it cannot be judged any more. */
async function explainSegment(
  { db, clock }: CampaignNeeds,
  actor: Actor,
  { definition, person }: Asked,
  run: WhyRun | undefined,
): Promise<Why['segment']> {
  const isFrozen = run !== undefined && run.startedAt !== null;
  try {
    const filter = isFrozen ? run.filter : await findFilter(db, actor.workspaceId, definition);
    if (filter === null || filter.filters.length === 0) return null;
    const personId = formatId('prf', person.profile_id);
    const told = await explainPerson(db, actor, { filter, personId, now: clock.now() });
    const of = isFrozen ? `Version ${run.version}, as it was published` : 'The segment as it is now';
    return { of, is_in: told.is_in, filter: told.filter };
  } catch (thrown) {
    // What a filter names may be gone since it was frozen.
    if (thrown instanceof AppError) return null;
    throw thrown;
  }
}

async function findFilter(
  db: Db,
  workspaceId: string,
  { segment_id }: CampaignDefinition,
): Promise<GroupFilter | null> {
  if (segment_id === null) return null;
  return (await getSegment(db, workspaceId, parseId('seg', segment_id))).filter;
}

/** "it asks for people whose city is “Brno”; city is Praha"; null: all holds. */
function firstFailing(filter: Explained): string | null {
  if (filter.holds) return null;
  const inner = filter.match === 'all' ? filter.filters.find((part) => !part.holds) : undefined;
  if (inner) return firstFailing(inner);
  const known = filter.actual === null ? '' : `; ${filter.actual}`;
  return `it asks for people ${filter.sentence}${known}`;
}

/**
 * What a preview says: the routes, the window, the texts. Controls are told apart. A message that waits says what its version
 * does, of what happened to the person.
 */
async function judgeNow(
  needs: CampaignNeeds,
  actor: Actor,
  { key, definition, person, campaign }: Asked,
  message: WhyDelivery | null,
): Promise<Why['now']> {
  const recipient = { by: 'person', person_id: formatId('prf', person.profile_id) } as const;
  const campaign_id = formatId('cmp', campaign.campaignId);
  const version = message && (await findVersion(needs.db, key, message.version));
  const event = message && message.entryId > 0 ? await findEntryData(needs.db, key, message.entryId) : null;
  const look = { campaign_id, recipient, variant: message?.variant ?? 0, language: null, event };
  const of = version ? version.definition : definition;
  const { verdict, message: says, request } = await previewFor(needs, actor, of, look);
  return { outcome: verdict.outcome, explanation: verdict.explanation, message: says, request };
}

const WINDOW_REASONS = new Set(['window_closed', 'window_unknown']);

/** What is behind the reason of the person's last message. */
async function findCauses(
  db: Db,
  key: OfPerson,
  judged: Judged | undefined,
): Promise<Pick<WhyFacts, 'windowClosedAt' | 'counted'>> {
  const last = judged?.message;
  if (!judged || !last?.settledAt) return { counted: [] };
  if (!WINDOW_REASONS.has(keyOf(last.reason))) return { counted: countedAgainst(judged) };
  const actedAt = await findLastAction(db, key, { pageId: last.pageId, before: last.settledAt });
  return { counted: [], windowClosedAt: actedAt && addMs(actedAt, WINDOW_MS) };
}
