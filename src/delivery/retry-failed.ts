// "Retry only what can succeed" as one operation on a campaign: who would be sent to again, and doing it.
import type { Db, Tx } from '../kit/db.ts';
import { explainReason } from './reasons.ts';
import {
  countMayBeSentAgain,
  listUnsentReasons,
  lockOccurrences,
  type OfCampaign,
  type RetryableGroup,
  type RetryReasons,
  sendAgain,
} from './retry-failed.queries.ts';

export type { OfCampaign, RetryableGroup } from './retry-failed.queries.ts';

/**
 * Whom `retryFailed` would send to at this moment, by state and reason.
 * @param unsent the campaign's failed and skipped by state and reason, which the caller has counted.
 */
export async function listRetryable(
  db: Db,
  of: OfCampaign,
  unsent: RetryableGroup[],
  now: Date,
): Promise<RetryableGroup[]> {
  const { any, written } = chooseReasons(unsent.map((group) => group.reason));
  const whole = unsent.filter((group) => any.includes(group.reason));
  const open = written.length === 0 ? [] : await countMayBeSentAgain(db, of, { any: [], written }, now);
  return [...whole, ...open];
}

/**
 * Sends again to everybody of the campaign who failed or was skipped for a reason that may have gone. Twice is fine: who
 * waits already is not taken again. The caller holds the campaign's row.
 * @returns how many people.
 */
export async function retryFailed(tx: Tx, of: OfCampaign, now: Date): Promise<number> {
  await lockOccurrences(tx, of);
  return sendAgain(tx, of, chooseReasons(await listUnsentReasons(tx, of)), now);
}

function chooseReasons(reasons: string[]): RetryReasons {
  const again = Map.groupBy(reasons, (reason) => explainReason(reason).again);
  return {
    any: [...(again.get('now') ?? []), ...(again.get('once_mended') ?? [])],
    written: again.get('once_written') ?? [],
  };
}
