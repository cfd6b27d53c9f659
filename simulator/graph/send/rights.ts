// Sends by an opt-in token of the legacy kind: recurring notifications, where they are still allowed, and one-time
// notifications (messenger-platform §5.5 (a), §5.6).
import type { Page } from '../../world/apps.ts';
import { HOUR_MS } from '../../world/clock.ts';
import type { Optin } from '../../world/item.contract.ts';
import type { World } from '../../world/world.ts';
import { GraphError } from '../errors.ts';
import { LEGACY_REGIONS } from '../regions.ts';

/** "switched off 2026-02-10 worldwide except AU, EU, JP, KR, UK" */
const SWITCHED_OFF_AT = Date.UTC(2026, 1, 10);
const PACE_MS = 48 * HOUR_MS;
/** "up to 3 follow-ups after opt-in, all within 2 minutes of the first" */
const FOLLOW_UPS = 3;
const FOLLOW_UP_MS = 2 * 60_000;

/** @throws GraphError 10 outside the regions, 10/1893015 after a stop, 4/2018354 within 48 hours */
export function checkRight(world: World, page: Page, right: Optin): void {
  if (right.type === 'one_time') return;
  const now = world.clock.now();
  if (now >= SWITCHED_OFF_AT && !LEGACY_REGIONS.has(page.setup.country))
    throw new GraphError(10, undefined, {
      message: '(#10) Recurring notifications are no longer available in this region.',
    });
  if (right.stopped) throw new GraphError(10, 1893015);
  if (right.lastSentAt === null || now - right.lastSentAt >= PACE_MS || isFollowUp(right, now)) return;
  throw new GraphError(4, 2018354);
}

function isFollowUp({ firstSentAt, followUps }: Optin, now: number): boolean {
  return firstSentAt !== null && now - firstSentAt <= FOLLOW_UP_MS && (followUps ?? 0) < FOLLOW_UPS;
}

/** Notes the send; a one-time token is used up. */
export function noteSend(world: World, right: Optin): void {
  if (right.type === 'one_time') {
    world.items.remove(right);
    return;
  }
  const now = world.clock.now();
  const followUps = right.firstSentAt !== null && isFollowUp(right, now) ? (right.followUps ?? 0) + 1 : 0;
  world.items.put({ ...right, firstSentAt: right.firstSentAt ?? now, lastSentAt: now, followUps });
}
