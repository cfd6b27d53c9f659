// When the people of a segment would get a message that everybody gets at the same time by their own clock.
import { sql } from 'kysely';
import { readSendingRules } from '../delivery/sending-rules.ts';
import { type Db, many } from '../kit/db.ts';
import { atLocalTime, readZone } from '../kit/zoned-time.ts';
import { compileFilter } from '../segments/compile.ts';
import { withinTime } from '../segments/counting.ts';
import { prepareFilter } from '../segments/scope.ts';
import type { ControlledRun } from './waterfall.controls.ts';

/** People whose time it is at once. */
export interface LocalTurn {
  at: Date;
  people: number;
}

const COUNT_TIMEOUT_MS = 15_000;
/** There are some 600 zones; whoever has anything else in the attribute has the zone of those who have none. */
const MOST_VALUES = 2_000;

/** Everybody of the segment, in order of time; null: they all get it at one time. */
export async function findLocalTurns(db: Db, of: ControlledRun): Promise<LocalTurn[] | null> {
  const { workspaceId, plan, filter, now } = of;
  if (plan.own_zone === null) return null;
  const { local_time, time_zone } = plan.own_zone;
  const { time_zone_attribute } = await readSendingRules(db, workspaceId);
  const rows = await withinTime(db, COUNT_TIMEOUT_MS, async (tx) => {
    const prepared = await prepareFilter(tx, workspaceId, filter, { now, reach: 'everybody' });
    return many(
      tx,
      sql<{ value: string | null; people: number }>`
      select p.attributes ->> ${time_zone_attribute} as value, count(*) as people from profiles p
       where p.workspace_id = ${workspaceId} and (${compileFilter(prepared.filter, prepared.scope)})
       group by 1 order by 2 desc limit ${MOST_VALUES}`,
    );
  });
  const turns = new Map<number, number>();
  for (const { value, people } of rows) {
    const at = atLocalTime(local_time, readZone(value) ?? time_zone).getTime();
    turns.set(at, (turns.get(at) ?? 0) + people);
  }
  return [...turns]
    .map(([at, people]) => ({ at: new Date(at), people }))
    .sort((a, b) => Number(a.at) - Number(b.at));
}
