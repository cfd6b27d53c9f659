// What is planned of a campaign, what it had, what it missed.
import type { Clock } from '../kit/clock.ts';
import type { Db } from '../kit/db.ts';
import { formatId } from '../kit/ids.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import { clockAt } from './campaign.schedule.ts';
import { getCampaign } from './campaigns.ts';
import { showPlanned } from './planned-runs.ts';
import {
  type CampaignKey,
  countRuns,
  findVersion,
  listMissed,
  listPastRuns,
  type MissedDeed,
  type PastRun,
} from './run.queries.ts';
import type { PlannedRun, Run } from './runs.contract.ts';
import type { Schedule } from './schedule.contract.ts';

interface Needs {
  db: Db;
  clock: Clock;
}

export interface RunPage {
  next: number;
  before: number | null;
  limit: number;
}

/** The runs of a campaign: what is live of it, or the draft while nothing is. Refuses with not_found. */
export async function listRunsOf({ db, clock }: Needs, key: CampaignKey, page: RunPage) {
  const campaign = await getCampaign(db, key.workspaceId, key.campaignId);
  const live = await findVersion(db, key, campaign.liveVersion);
  const { schedule } = live?.definition ?? campaign.definition;
  const zone = zoneOf(schedule);
  const past = await listPastRuns(db, key, { before: page.before, limit: page.limit + 1 });
  const shown = past.slice(0, page.limit);
  const missed = await listMissed(db, key.workspaceId, formatId('cmp', key.campaignId));
  const goesOn = live !== undefined && ['scheduled', 'sending', 'active'].includes(campaign.state);
  return {
    time_zone: zone,
    next: goesOn ? await comingRuns({ db, clock }, key, { ...live, count: page.next }) : [],
    past: shown.map((run) => viewRun(run, zone)),
    earlier: past.length > shown.length ? (shown.at(-1)?.occurrence ?? null) : null,
    missed: missed.map(viewMissed),
  };
}

/** The first runs of a schedule that is not published yet; one more than asked for says that others follow. */
export async function planFor(
  { db, clock }: Needs,
  { key, schedule, count }: { key: CampaignKey | null; schedule: Schedule; count: number },
): Promise<PlannedRun[]> {
  const runs = key === null ? 0 : (await countRuns(db, key)).runs;
  const now = clock.now();
  return showPlanned(schedule, { publishedAt: now, runs }, { now, count });
}

/** A one-time campaign that has started has none to come. */
async function comingRuns(
  { db, clock }: Needs,
  key: CampaignKey,
  { definition, publishedAt, count }: { definition: CampaignDefinition; publishedAt: Date; count: number },
): Promise<PlannedRun[]> {
  const { schedule, delivery_type } = definition;
  const { runs, started } = await countRuns(db, key);
  const once = delivery_type === 'one_time' && started === 0;
  if (!once && delivery_type !== 'periodic') return [];
  return showPlanned(schedule, { publishedAt, runs }, { now: once ? publishedAt : clock.now(), count });
}

const zoneOf = (schedule: Schedule): string | null =>
  schedule.kind === 'at' || schedule.kind === 'repeat' ? schedule.time_zone : null;

function viewRun(run: PastRun, zone: string | null): Run {
  const { occurrence, version, state, recipients, accepted, failed } = run;
  const clock = zone === null ? null : clockAt(run.plannedAt, zone);
  return {
    ...{ occurrence, version, state, recipients, accepted, failed },
    planned_at: run.plannedAt.toISOString(),
    local_time: clock?.localTime ?? null,
    offset: clock?.offset ?? null,
    started_at: run.startedAt?.toISOString() ?? null,
    finished_at: run.finishedAt?.toISOString() ?? null,
  };
}

const viewMissed = ({ at, details }: MissedDeed) => ({ noticed_at: at.toISOString(), ...details });
