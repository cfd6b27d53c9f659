// Who at the doors is in each campaign's segment, and whose fault it is when that cannot be told.
import { sql } from 'kysely';
import { type Db, execute, type Tx, withTransaction } from '../kit/db.ts';
import { isItsOwnFault } from './audience.workers.ts';
import { pauseItself } from './pause-itself.ts';
import type { Candidate } from './trigger.admit.ts';
import { findMembers, pairKey, QUESTIONS_AT_ONCE, type SegmentQuestion } from './trigger.people.queries.ts';
import type { DoorPlan, OpenWatcher } from './trigger.watchers.ts';

/** The campaign cannot go on like this: the same would happen again with everybody. */
export class CampaignFault extends Error {
  readonly campaign: { workspaceId: string; campaignId: number };

  constructor({ workspaceId, campaignId }: OpenWatcher, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'CampaignFault';
    this.campaign = { workspaceId, campaignId };
  }
}

/** Nobody comes in until an operator has mended it. false: it does not run any more. */
export const pauseFaulty = (db: Db, { campaign, message }: CampaignFault, now: Date): Promise<boolean> => {
  const because = `paused: who comes in could not be found (${message.slice(0, 300)})`;
  return withTransaction(db, (tx) => pauseItself(tx, campaign, because, now));
};

/** The same would happen again with the same events; a row that cannot be, too. */
export const isOwnFault = (error: unknown): boolean =>
  isItsOwnFault(error) || /^23/.test(String((error as { code?: unknown } | null)?.code ?? ''));

/** Runs what is done for one campaign alone. */
async function blaming<T>(watcher: OpenWatcher, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isOwnFault(error) ? new CampaignFault(watcher, error) : error;
  }
}

interface Asked {
  watcher: OpenWatcher;
  question: SegmentQuestion;
}

/** As `pairKey`s. */
export async function findInSegments(
  tx: Tx,
  of: { workspaceId: string; now: Date },
  candidates: readonly Candidate[],
  plans: ReadonlyMap<number, DoorPlan>,
): Promise<Set<string>> {
  const members = new Set<string>();
  const asked: Asked[] = [];
  for (const [watcher, own] of Map.groupBy(candidates, (one) => one.watcher)) {
    const { campaignId } = watcher;
    const { filter } = plans.get(campaignId)!;
    const profileIds = new Set(own.map((one) => one.profileId));
    const isEverybody = filter.match === 'all' && filter.filters.length === 0;
    if (!isEverybody) asked.push({ watcher, question: { campaignId, filter, profileIds } });
    else for (const profileId of profileIds) members.add(pairKey(campaignId, profileId));
  }
  for (let from = 0; from < asked.length; from += QUESTIONS_AT_ONCE)
    for (const key of await ask(tx, of, asked.slice(from, from + QUESTIONS_AT_ONCE))) members.add(key);
  return members;
}

/** All in one statement; when that fails, one by one, to find whose it is. */
async function ask(
  tx: Tx,
  of: { workspaceId: string; now: Date },
  asked: readonly Asked[],
): Promise<Set<string>> {
  await execute(tx, sql`savepoint segments`);
  try {
    return await findMembers(
      tx,
      of,
      asked.map(({ question }) => question),
    );
  } catch (error) {
    if (!isOwnFault(error)) throw error;
    await execute(tx, sql`rollback to savepoint segments`);
    for (const { watcher, question } of asked) await blaming(watcher, () => findMembers(tx, of, [question]));
    throw error;
  }
}
