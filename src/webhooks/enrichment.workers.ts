// Enrichment: asks the Graph API for the name, language and time zone of people who wrote, slowly, so that sending comes
// first. What an app said about a person is never overwritten.
import { z } from 'zod';
import { type Clock, HOUR_MS, MINUTE_MS, SECOND_MS } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import type { Log } from '../kit/log.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { Worker } from '../kit/worker.ts';
import type { GraphAnswer, GraphClient } from '../messenger/graph.ts';
import { explainGraphError, readUsage } from '../messenger/graph-errors.ts';
import { getPageAccess, markNeedsToken, type PageAccess } from '../pages/pages.ts';
import { fillAttributes } from '../profiles/facts.ts';
import { claimStrangers, markEnriched, releaseStrangers, type Stranger } from './enrichment.queries.ts';

interface Needs {
  db: Db;
  secrets: Secrets;
  graph: GraphClient;
  clock: Clock;
  log: Log;
}

export const ENRICH_WORKER = 'webhooks.enrich';

/** Calls a second while the usage headers show little use (or are absent, which means less still), and otherwise. */
const QUIET_PER_SECOND = 50;
const BUSY_PER_SECOND = 5;
const BUSY_FROM_PERCENT = 50;
/** From here on the allowance is left to sending. */
const REST_FROM_PERCENT = 80;
const CALLS_AT_ONCE = 10;
const IDLE_MS = SECOND_MS;
const LEASE_MS = 10 * MINUTE_MS;

/** Everything may be missing: the platform leaves out what the app may not see, up to an empty object. */
const profile = z.object({
  first_name: z.string().max(500).optional(),
  last_name: z.string().max(500).optional(),
  locale: z.string().max(50).optional(),
  timezone: z.number().optional(),
});
type Profile = z.output<typeof profile>;

interface Asked {
  stranger: Stranger;
  /** null: not answered; the person comes up again after the lease. */
  found: Profile | null;
}

export function createEnrichmentWorker(needs: Needs): Worker {
  /** Until when nobody on a Page is asked for. Lost in a restart, which costs one refused call. */
  const restUntil = new Map<string, number>();
  let busy = false;
  const now = (): number => needs.clock.now().getTime();
  const isResting = (pageId: string): boolean => (restUntil.get(pageId) ?? 0) > now();

  const askAll = async (strangers: Stranger[]): Promise<Asked[]> => {
    const accesses = await openPages(needs, strangers);
    const asked: Asked[] = [];
    const queue = [...strangers];
    busy = false;
    const ask = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const stranger = next;
        const access = accesses.get(stranger.pageId);
        if (!access || isResting(stranger.pageId)) continue;
        const answer = await readProfile(needs.graph, access, stranger.psid);
        const restMs = restAfter(answer);
        if (restMs > 0) restUntil.set(stranger.pageId, now() + restMs);
        if (answer.kind === 'ok' && (readUsage(answer.headers)?.percent ?? 0) >= BUSY_FROM_PERCENT)
          busy = true;
        if (answer.kind === 'refused' && answer.error.code === 190)
          await noteDeadToken(needs, stranger, answer.error);
        if (!isUnanswered(answer)) asked.push({ stranger, found: answer.kind === 'ok' ? answer.data : {} });
        else if (restMs === 0) asked.push({ stranger, found: null });
      }
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, ask));
    return asked;
  };

  return {
    name: ENRICH_WORKER,
    async step() {
      const startedAt = now();
      for (const [pageId, until] of restUntil) if (until <= startedAt) restUntil.delete(pageId);
      const limit = busy ? BUSY_PER_SECOND : QUIET_PER_SECOND;
      const strangers = await claimStrangers(needs.db, {
        limit,
        leaseMs: LEASE_MS,
        restingPages: [...restUntil.keys()],
      });
      if (strangers.length === 0) return IDLE_MS;
      const asked = await askAll(strangers);
      await store(needs, asked);
      const reached = new Set(asked.map(({ stranger }) => stranger));
      await releaseStrangers(
        needs.db,
        strangers.filter((stranger) => !reached.has(stranger)),
      );
      return Math.max(1, startedAt + SECOND_MS - now());
    },
  };
}

async function openPages({ db, secrets }: Needs, strangers: Stranger[]): Promise<Map<string, PageAccess>> {
  const accesses = new Map<string, PageAccess>();
  for (const { workspaceId, pageId } of strangers)
    if (!accesses.has(pageId)) accesses.set(pageId, await getPageAccess(db, secrets, workspaceId, pageId));
  return accesses;
}

const readProfile = (graph: GraphClient, access: PageAccess, psid: string): Promise<GraphAnswer<Profile>> =>
  graph.get(
    `/${psid}`,
    { fields: 'first_name,last_name,profile_pic,locale,timezone' },
    { token: access.accessToken, appSecret: access.appSecret },
    profile,
  );

/** How long the Page is left alone after this answer, in ms; 0: not at all. */
function restAfter(answer: GraphAnswer<Profile>): number {
  if (answer.kind === 'unreachable') return 10 * SECOND_MS;
  const usage = readUsage(answer.headers);
  if (answer.kind === 'ok') return (usage?.percent ?? 0) >= REST_FROM_PERCENT ? MINUTE_MS : 0;
  const { action, waitMs } = explainGraphError(answer.error.code, answer.error.subcode);
  if (waitMs !== null) return Math.max(waitMs, usage?.regainMs ?? 0, MINUTE_MS);
  // The permission is missing for everybody on the Page (2018247, 10, 200), or its token is dead.
  return action === 'operator' || action === 'needs_token' ? HOUR_MS : 0;
}

/** Not answered for this person: the Page rests, or the platform failed. 2018218 and 100/33 are answers: nothing to know. */
function isUnanswered(answer: GraphAnswer<Profile>): boolean {
  if (answer.kind !== 'refused') return answer.kind === 'unreachable';
  const { action, waitMs } = explainGraphError(answer.error.code, answer.error.subcode);
  return waitMs !== null || action === 'retry' || action === 'operator' || action === 'needs_token';
}

async function noteDeadToken(
  { db, log }: Needs,
  { workspaceId, pageId }: Stranger,
  error: { code: number; subcode: number | null },
): Promise<void> {
  const { key } = explainGraphError(error.code, error.subcode);
  if (await markNeedsToken(db, workspaceId, pageId, key))
    log.warn({ workspaceId, pageId, key }, 'page.token_died');
}

async function store({ db, clock }: Needs, asked: Asked[]): Promise<void> {
  const answered = asked.filter((one): one is Asked & { found: Profile } => one.found !== null);
  const byWorkspace = Map.groupBy(answered, ({ stranger }) => stranger.workspaceId);
  for (const [workspaceId, people] of byWorkspace)
    await withTransaction(db, (tx) =>
      fillAttributes(
        tx,
        workspaceId,
        people.map(({ stranger, found }) => ({ profileId: stranger.profileId, attributes: { ...found } })),
        clock.now(),
      ),
    );
  // After the names, and not with them: locks on people come before locks on profiles. A crash between asks again.
  await markEnriched(
    db,
    answered.map(({ stranger }) => stranger),
    clock.now(),
  );
}
