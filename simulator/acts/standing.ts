// How a Page stands with the platform: restricted, warned, free again. Sends, `page_status` and two webhook fields show it
// (messenger-platform §3.6, §5.7). Instants of business_integrity are in seconds.
import type { Publication } from '../webhooks/door.ts';
import type { Page } from '../world/apps.ts';
import { HOUR_MS } from '../world/clock.ts';
import type { PageStanding } from '../world/page-setup.ts';
import type { World } from '../world/world.ts';
import type { PageActOf } from './page-act.contract.ts';

const HELP_URL = 'https://www.facebook.com/business/help';

export interface StandingTold {
  business_integrity: Publication;
  policy_enforcement: Publication;
}

export function restrict(world: World, page: Page, act: PageActOf<'restrict'>): StandingTold {
  const now = world.clock.now();
  page.barred = act.feature === 'page_messaging' || act.feature === 'page_messaging_api';
  page.setup.standing = {
    status: act.status,
    violations: [{ type: act.violation, description: act.reason, url: HELP_URL }],
    restrictions: [
      {
        feature: act.feature,
        status: 'RESTRICTED',
        description: act.reason,
        applied_time: seconds(now),
        expiration_time: seconds(now + act.hours * HOUR_MS),
      },
    ],
  };
  scheduleLift(world, page);
  return tell(world, page, { action: 'block', reason: act.reason });
}

export function warn(world: World, page: Page, act: PageActOf<'warn'>): StandingTold {
  page.setup.standing = {
    status: 'warning',
    violations: [{ type: act.violation, description: act.reason, url: HELP_URL }],
    restrictions: [],
  };
  return tell(world, page, { action: 'warning', reason: act.reason });
}

/** No reason on unblock. */
export function unrestrict(world: World, page: Page): StandingTold {
  page.barred = false;
  page.setup.standing = { status: 'ok', violations: [], restrictions: [] };
  return tell(world, page, { action: 'unblock' });
}

/** Frees the Page when its restriction runs out; also after a restart. */
export function scheduleLift(world: World, page: Page): void {
  const endsAt = endOf(page.setup.standing);
  if (endsAt === null) return;
  world.scheduler.after(Math.max(0, endsAt - world.clock.now()), () => {
    // Another restriction may have taken its place.
    if (endOf(page.setup.standing) === endsAt) unrestrict(world, page);
  });
}

/** When the last restriction ends, virtual ms; null when there is none. */
function endOf({ restrictions }: PageStanding): number | null {
  if (restrictions.length === 0) return null;
  return Math.max(...restrictions.map((restriction) => restriction.expiration_time)) * 1000;
}

function tell(
  world: World,
  page: Page,
  policy_enforcement: { action: string; reason?: string },
): StandingTold {
  const now = world.clock.now();
  const publish = (field: string, event: Record<string, unknown>): Publication =>
    world.outbox.publish({ page, field, person: null, event });
  return {
    business_integrity: publish('business_integrity', { timestamp: seconds(now), ...page.setup.standing }),
    policy_enforcement: publish('messaging_policy_enforcement', {
      recipient: { id: page.id },
      timestamp: now,
      policy_enforcement,
    }),
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
