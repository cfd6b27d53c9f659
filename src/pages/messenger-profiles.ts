// The Messenger Profile of a Page: read, shown, changed by as few calls as possible. "10 API calls per 10 minutes per Page"
// (Messenger Profile API), so every call is taken out of an allowance first and the last known profile is kept.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { writeAudit } from '../kit/audit.ts';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { AppError } from '../kit/errors.ts';
import type { GraphAuth } from '../messenger/graph.ts';
import { type Profile, type ProfileView, profileProperties } from './messenger-profile.contract.ts';
import { findProfile, saveProfile, takeProfileCalls } from './messenger-profile.queries.ts';
import { getPageAuth, type PageActor, type PageToolNeeds, requireAnswer } from './page-call.ts';
import { getPageAccess } from './pages.ts';

const PATH = '/me/messenger_profile';
const MAX_CALLS = 10;
const PER_MS = 10 * MINUTE_MS;

type Property = keyof Profile;
const PROPERTIES = Object.keys(profileProperties) as Property[];
const NOTHING: Profile = {
  get_started: null,
  greeting: [],
  ice_breakers: [],
  persistent_menu: [],
  commands: [],
};

/** As last known; makes no call. Refuses: not_found, conflict for a disconnected Page. */
export async function viewProfile(
  { db, secrets, clock }: PageToolNeeds,
  workspaceId: string,
  pageId: string,
): Promise<ProfileView> {
  await getPageAccess(db, secrets, workspaceId, pageId);
  const row = await findProfile(db, workspaceId, pageId);
  const recent = recentCalls(row?.calls ?? [], clock.now());
  const known = row?.profile ? parseStored(row.profile) : null;
  return {
    profile: known?.profile ?? null,
    unreadable: known?.unreadable ?? [],
    read_at: row?.readAt?.toISOString() ?? null,
    calls_left: MAX_CALLS - recent.length,
    next_call_at: recent.length < MAX_CALLS ? null : freeAt(recent, 1).toISOString(),
  };
}

/** Reads it from the platform. Refuses: limited (and when again), upstream. */
export async function readProfile(
  needs: PageToolNeeds,
  workspaceId: string,
  pageId: string,
): Promise<ProfileView> {
  const auth = await getPageAuth(needs, workspaceId, pageId);
  await takeCalls(needs, { workspaceId, pageId }, 1);
  const answer = await needs.graph.get(PATH, { fields: PROPERTIES.join(',') }, auth, readReply);
  const { data } = requireAnswer(answer, 'The Messenger profile could not be read');
  await saveProfile(needs.db, { workspaceId, pageId }, Object.assign({}, ...data), needs.clock.now());
  return viewProfile(needs, workspaceId, pageId);
}

/**
 * The same for whoever can do without: what a Page's buttons carry is known from then on, or stays as it was. A call to Facebook:
 * never within a transaction.
 */
export async function learnProfile(needs: PageToolNeeds, workspaceId: string, pageId: string): Promise<void> {
  try {
    await readProfile(needs, workspaceId, pageId);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/**
 * Makes the profile what is wanted: one call removes, one sets, and what is the same is left alone. Refuses: limited (and
 * when again), upstream. What a first call changed is kept when the second is refused.
 */
export async function setProfile(
  needs: PageToolNeeds,
  { workspaceId, pageId, actor }: PageActor,
  wanted: Profile,
): Promise<ProfileView> {
  const auth = await getPageAuth(needs, workspaceId, pageId);
  let stored = (await findProfile(needs.db, workspaceId, pageId))?.profile ?? null;
  if (stored === null) {
    await readProfile(needs, workspaceId, pageId);
    stored = (await findProfile(needs.db, workspaceId, pageId))?.profile ?? {};
  }
  const known = parseStored(stored).profile;
  const changed = PROPERTIES.filter((name) => !isDeepStrictEqual(known[name], wanted[name]));
  const removed = changed.filter((name) => isEmpty(wanted[name]));
  const set = changed.filter((name) => !isEmpty(wanted[name]));
  if (changed.length === 0) return viewProfile(needs, workspaceId, pageId);
  await takeCalls(needs, { workspaceId, pageId }, Math.min(removed.length, 1) + Math.min(set.length, 1));
  const page = { workspaceId, pageId };
  let now: Record<string, unknown> = stored;
  if (removed.length > 0) {
    await removeProperties(needs, auth, removed);
    now = Object.fromEntries(Object.entries(now).filter(([name]) => !removed.some((one) => one === name)));
    await saveProfile(needs.db, page, now, needs.clock.now());
  }
  if (set.length > 0) {
    const values = Object.fromEntries(set.map((name) => [name, wanted[name]]));
    await setProperties(needs, auth, values);
    await saveProfile(needs.db, page, { ...now, ...values }, needs.clock.now());
  }
  await writeAudit(needs.db, {
    workspaceId,
    actor,
    action: 'page.profile_changed',
    subject: pageId,
    details: { set, removed },
    at: needs.clock.now(),
  });
  return viewProfile(needs, workspaceId, pageId);
}

const isEmpty = (value: Profile[Property]): boolean =>
  value === null || (Array.isArray(value) && value.length === 0);

/** Ice breakers answer {"success":"true"}, everything else {"result":"success"} (Messenger Profile API). */
const done = z.union([
  z.object({ result: z.literal('success') }),
  z.object({ success: z.union([z.literal(true), z.literal('true')]) }),
]);
const readReply = z.object({ data: z.array(z.record(z.string(), z.unknown())).max(20) });

async function removeProperties(needs: PageToolNeeds, auth: GraphAuth, names: Property[]): Promise<void> {
  const answer = await needs.graph.delete(PATH, { fields: JSON.stringify(names) }, auth, done);
  requireAnswer(answer, `${words(names)} could not be removed`);
}

async function setProperties(
  needs: PageToolNeeds,
  auth: GraphAuth,
  values: Record<string, unknown>,
): Promise<void> {
  const body = Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]);
  const answer = await needs.graph.post(PATH, Object.fromEntries(body), auth, done);
  requireAnswer(answer, `${words(Object.keys(values) as Property[])} could not be saved`);
}

const WORDS: Record<Property, string> = {
  get_started: 'Get Started',
  greeting: 'Greeting',
  ice_breakers: 'Ice breakers',
  persistent_menu: 'Menu',
  commands: 'Commands',
};
const words = (names: Property[]): string => names.map((name) => WORDS[name]).join(', ');

/** Property by property: one in a form we do not know must not hide the others. */
function parseStored(stored: Record<string, unknown>): { profile: Profile; unreadable: string[] } {
  const unreadable: string[] = [];
  const read = <K extends Property>(name: K): Profile[K] => {
    if (stored[name] === undefined) return NOTHING[name];
    const parsed = profileProperties[name].safeParse(stored[name]);
    if (parsed.success) return parsed.data as Profile[K];
    unreadable.push(name);
    return NOTHING[name];
  };
  const profile: Profile = {
    get_started: read('get_started'),
    greeting: read('greeting'),
    ice_breakers: read('ice_breakers'),
    persistent_menu: read('persistent_menu'),
    commands: read('commands'),
  };
  return { profile, unreadable };
}

const recentCalls = (calls: readonly Date[], now: Date): Date[] =>
  calls.filter((at) => at > addMs(now, -PER_MS)).toSorted((a, b) => a.getTime() - b.getTime());

/** When `count` more calls are allowed: as soon as enough of the recent ones are ten minutes old. */
const freeAt = (recent: readonly Date[], count: number): Date =>
  addMs(recent[recent.length - MAX_CALLS + count - 1] ?? recent[0]!, PER_MS);

async function takeCalls(
  { db, clock }: PageToolNeeds,
  page: { workspaceId: string; pageId: string },
  count: number,
): Promise<void> {
  const now = clock.now();
  if (await takeProfileCalls(db, page, count, { max: MAX_CALLS, since: addMs(now, -PER_MS), now })) return;
  const row = await findProfile(db, page.workspaceId, page.pageId);
  const again = freeAt(recentCalls(row?.calls ?? [], now), count);
  const minutes = Math.max(1, Math.ceil((again.getTime() - now.getTime()) / MINUTE_MS));
  throw new AppError(
    'limited',
    'Facebook allows 10 calls for the Messenger profile in 10 minutes, and they are used up.',
    {
      remedy: `Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, from ${again.toISOString().slice(11, 16)} UTC on.`,
    },
  );
}
