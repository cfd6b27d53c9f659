// When the people of a segment would get a message, where that depends on their own clocks: everybody at the same time of day, or not
// before their quiet hours are over.
import { sql } from 'kysely';
import { quietHoursOf } from '../delivery/gate.rules.ts';
import type { QuietHours } from '../delivery/plan.contract.ts';
import { createQuietMemory, quietAt } from '../delivery/quiet-hours.ts';
import { readSendingRules, type WorkspaceRules } from '../delivery/sending-rules.ts';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { type Db, many } from '../kit/db.ts';
import { createMemory } from '../kit/remember-dear.ts';
import { atLocalTime, readZone } from '../kit/zoned-time.ts';
import { countZones } from '../profiles/attribute-zones.ts';
import { compileFilter } from '../segments/compile.ts';
import { withinTime } from '../segments/counting.ts';
import { prepareFilter } from '../segments/scope.ts';
import type { ControlledRun } from './waterfall.controls.ts';

/** People whose time it is at once. */
export interface LocalTurn {
  at: Date;
  people: number;
  /** What quiet hours do: `at` is their end, or they get nothing. */
  quiet: 'none' | 'held' | 'dropped';
}

const COUNT_TIMEOUT_MS = 15_000;
/** There are some 600 zones; whoever has anything else in the attribute has the zone of those who have none. */
const MOST_VALUES = 2_000;
/** From here on counting takes some 100 ms. */
const LARGE_SEGMENT = 50_000;

interface Run extends ControlledRun {
  /** When it goes out where it goes out at one time. */
  startsAt: Date;
}

/** Everybody of the segment, in order of time; null: they all get it at one time. */
export async function findLocalTurns(db: Db, run: Run): Promise<LocalTurn[] | null> {
  const { workspaceId, plan } = run;
  const rules = await readSendingRules(db, workspaceId);
  const quiet = quietHoursOf(plan.controls, rules);
  const isQuiet =
    quiet !== null && plan.own_zone === null && (await isQuietForSome(db, run, { quiet, rules }));
  if (plan.own_zone === null && !isQuiet) return null;
  const turns = new Map<string, LocalTurn>();
  const turnOf = createTurns(run, { quiet, rules });
  for (const { value, people } of await listZones(db, run, rules.time_zone_attribute)) {
    const turn = turnOf(readZone(value));
    const key = `${turn.at.getTime()} ${turn.quiet}`;
    turns.set(key, { ...turn, people: people + (turns.get(key)?.people ?? 0) });
  }
  return [...turns.values()].sort((a, b) => Number(a.at) - Number(b.at));
}

interface Rules {
  quiet: QuietHours | null;
  rules: WorkspaceRules;
}

/** By the zones a sample of everybody has: the segment itself is only asked where it matters. */
async function isQuietForSome(
  db: Db,
  { workspaceId, startsAt }: Run,
  { quiet, rules }: Rules & { quiet: QuietHours },
): Promise<boolean> {
  const { zones } = await countZones(db, workspaceId, rules.time_zone_attribute);
  return [rules.timeZone, ...zones].some((zone) => quietAt(quiet, zone, startsAt).isQuiet);
}

/** As the gate judges when their turn comes (delivery/gate.ts). */
function createTurns(
  { plan, now, startsAt }: Run,
  { quiet, rules }: Rules,
): (zone: string | null) => Omit<LocalTurn, 'people'> {
  const quietAt = createQuietMemory();
  const { expires_after_minutes: expiry } = plan.controls;
  return (zone) => {
    const own = plan.own_zone;
    const at = own === null ? startsAt : atLocalTime(own.local_time, zone ?? own.time_zone);
    const start = at < now ? now : at;
    const found = quiet && quietAt(quiet, zone ?? rules.timeZone, start);
    if (!found?.isQuiet) return { at, quiet: 'none' };
    const isTooLate = expiry !== null && found.until >= addMs(start, expiry * MINUTE_MS);
    if (quiet?.action === 'drop' || isTooLate) return { at, quiet: 'dropped' };
    return { at: found.until, quiet: 'held' };
  };
}

interface ZoneRow {
  value: string | null;
  people: number;
}

const memory = createMemory<ZoneRow[]>(() => performance.now());

/** What the people of the segment have in the attribute; of large segments kept for ten times as long as counting took. */
const listZones = (db: Db, { workspaceId, filter, now }: Run, attribute: string): Promise<ZoneRow[]> =>
  memory(JSON.stringify([workspaceId, attribute, filter]), '', () =>
    withinTime(db, COUNT_TIMEOUT_MS, async (tx) => {
      const prepared = await prepareFilter(tx, workspaceId, filter, { now, reach: 'everybody' });
      const rows = await many(
        tx,
        sql<ZoneRow>`
        select p.attributes ->> ${attribute} as value, count(*) as people from profiles p
         where p.workspace_id = ${workspaceId} and (${compileFilter(prepared.filter, prepared.scope)})
         group by 1 order by 2 desc limit ${MOST_VALUES}`,
      );
      return { value: rows, isDear: rows.reduce((sum, { people }) => sum + people, 0) >= LARGE_SEGMENT };
    }),
  );
