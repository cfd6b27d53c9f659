// Gathers what the messages that are pending wait for, and has it told.
import type { Db } from '../kit/db.ts';
import { findVersion } from './version.queries.ts';
import type { Judged } from './why.control.ts';
import { findLane, type OfPerson, type WhyDelivery, type WhyEntry } from './why.queries.ts';
import { tellWait, type Wait } from './why.waiting.ts';

const isPending = (one: Judged): one is Judged & { message: WhyDelivery } => one.message?.state === 'pending';

/** By the id of the message. */
export async function findWaits(
  db: Db,
  key: OfPerson,
  of: { judged: readonly Judged[]; entries: readonly WhyEntry[] },
): Promise<Map<number, Wait>> {
  const waits = new Map<number, Wait>();
  for (const judged of of.judged.filter(isPending)) {
    const { message, run } = judged;
    const entry = of.entries.find(({ entryId }) => entryId === message.entryId);
    const version = entry && (await findVersion(db, key, run.version));
    const lane = await findLane(db, key.workspaceId, message.deliveryId);
    const trigger = version?.definition.trigger ?? null;
    waits.set(message.deliveryId, tellWait({ judged, entry, trigger, lane }));
  }
  return waits;
}
