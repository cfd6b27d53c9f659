// Allowances and the usage headers that tell of them (messenger-platform §6). The headers appear only once enough
// calls were made, as on the platform.
import type { App, Page } from '../world/apps.ts';
import type { Person } from '../world/people.ts';
import type { World } from '../world/world.ts';
import { GraphError } from './errors.ts';

/** Below this share of the allowance no header is sent, in percent. */
const QUIET_BELOW_PERCENT = 3;

/** Takes one send from the Page's second and its rolling day. @throws GraphError 613, 80006 */
export function takeSend(world: World, page: Page, kind: 'messages' | 'media'): Record<string, string> {
  const { limits } = world.settings;
  const perSecond = kind === 'media' ? limits.media_per_second : limits.messages_per_second;
  const { allowed, usedPercent } = world.limits.take(page.id, kind, perSecond, 1000);
  if (!allowed) throw new ThrottleError(613, pageUsageHeaders(page, usedPercent));
  const daily = Math.max(1, page.people.countWithThread()) * limits.daily_calls_per_person;
  const used = world.limits.countDay(page.id);
  const percent = Math.round((used / daily) * 100);
  if (used <= daily) return pageUsageHeaders(page, Math.max(usedPercent, percent));
  const regain = world.limits.minutesUntilBelow(page.id, daily - 1);
  throw new ThrottleError(80006, pageUsageHeaders(page, percent, regain));
}

/** "Too many messages to one thread may be limited" (§6). @throws GraphError 613 */
export function takeThread(world: World, page: Page, person: Person): void {
  const perMinute = world.settings.limits.thread_messages_per_minute;
  const { allowed, usedPercent } = world.limits.take(person.psid, 'thread', perMinute, 60_000);
  if (!allowed) throw new ThrottleError(613, pageUsageHeaders(page, usedPercent));
}

/** @throws GraphError 613 */
export function takePrivateReply(world: World, page: Page): void {
  const perHour = world.settings.limits.private_replies_per_hour;
  const { allowed, usedPercent } = world.limits.take(page.id, 'private_replies', perHour, 3_600_000);
  if (!allowed) throw new ThrottleError(613, pageUsageHeaders(page, usedPercent));
}

/** The list of marketing tokens. @throws GraphError 2300080 */
export function takeTokenList(world: World, page: Page): Record<string, string> {
  const perHour = world.settings.limits.token_list_calls_per_hour;
  const { allowed, usedPercent } = world.limits.take(page.id, 'token_list', perHour, 3_600_000);
  const headers = pageUsageHeaders(page, usedPercent);
  if (!allowed) throw new ThrottleError(2300080, headers);
  return headers;
}

/** The menu of one person. @throws GraphError 613 */
export function takeUserSettings(world: World, page: Page, psid: string): Record<string, string> {
  const capacity = world.settings.limits.user_settings_calls_per_10_minutes;
  const { allowed, usedPercent } = world.limits.take(psid, 'user_settings', capacity, 600_000);
  const headers = pageUsageHeaders(page, usedPercent);
  if (!allowed) throw new ThrottleError(613, headers);
  return headers;
}

/** Takes one call of the Conversations or Profile API. @throws GraphError 80006, 613 */
export function takePageCall(
  world: World,
  page: Page,
  kind: 'conversations' | 'profile',
): Record<string, string> {
  const { limits } = world.settings;
  const { allowed, usedPercent } =
    kind === 'conversations'
      ? world.limits.take(page.id, kind, limits.conversations_per_second, 1000)
      : world.limits.take(page.id, kind, limits.profile_calls_per_10_minutes, 600_000);
  const headers = pageUsageHeaders(page, usedPercent);
  if (!allowed) throw new ThrottleError(kind === 'conversations' ? 80006 : 613, headers);
  return headers;
}

/** Counts a call with a Page token that is no send: "4800 × engaged users / 24 h". @throws GraphError 80001 */
export function takeOtherCall(world: World, page: Page): Record<string, string> {
  const daily = Math.max(1, page.people.countWithThread()) * world.settings.limits.page_calls_per_person;
  const used = world.limits.countDay(`pages/${page.id}`);
  const percent = Math.round((used / daily) * 100);
  if (used <= daily) return pageUsageHeaders(page, percent, 0, 'pages');
  const regain = world.limits.minutesUntilBelow(`pages/${page.id}`, daily - 1);
  throw new ThrottleError(80001, pageUsageHeaders(page, percent, regain, 'pages'));
}

/** Counts a call with an app or user token. @throws GraphError 4 */
export function takeAppCall(world: World, app: App): Record<string, string> {
  const limit = world.settings.limits.app_calls_per_hour;
  const used = Math.round((world.limits.countHour(app.id) / limit) * 100);
  const headers =
    used < QUIET_BELOW_PERCENT
      ? {}
      : { 'X-App-Usage': `{"call_count":${used},"total_time":${used >> 1},"total_cputime":${used >> 1}}` };
  if (used > 100) throw new ThrottleError(4, headers);
  return headers;
}

/** A throttle answer carries the usage headers too. */
export class ThrottleError extends GraphError {
  readonly headers: Record<string, string>;

  constructor(
    code: number,
    headers: Record<string, string>,
    details: { subcode?: number | undefined; message?: string | undefined; status?: number | undefined } = {},
  ) {
    super(code, details.subcode, details);
    this.headers = headers;
  }
}

/** The time to regain access is in minutes; a second's allowance is back well within one. */
export function pageUsageHeaders(
  page: Page,
  usedPercent: number,
  regain: number = usedPercent >= 100 ? 1 : 0,
  type: 'messenger' | 'pages' = 'messenger',
): Record<string, string> {
  if (usedPercent < QUIET_BELOW_PERCENT) return {};
  const cpu = Math.min(100, usedPercent >> 2);
  return {
    'X-Business-Use-Case-Usage': `{"${page.id}":[{"type":"${type}","call_count":${usedPercent},"total_cputime":${cpu},"total_time":${cpu},"estimated_time_to_regain_access":${regain}}]}`,
  };
}
