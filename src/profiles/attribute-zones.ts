// How many people have a time zone that can be read from an attribute: whoever has none lives by another clock than one thinks.
import { sql } from 'kysely';
import { type Db, many } from '../kit/db.ts';
import { createMemory } from '../kit/remember-dear.ts';
import { readZone } from '../kit/zoned-time.ts';
import { samplePeople } from './attribute-sample.ts';

export interface ZoneCount {
  /** Of the workspace, as a sample tells. */
  people: number;
  /** With anything in the attribute. */
  valued: number;
  /** With a zone (Europe/Prague) or hours from GMT. */
  readable: number;
  /** Whether everybody was counted. */
  isExact: boolean;
  /** Which zones they have. */
  zones: readonly string[];
  /** The most frequent values that are no zone, at most three. */
  unreadable: readonly string[];
}

const WORTH_KEEPING = 1_000;
const MOST_EXAMPLES = 3;
const LONGEST_EXAMPLE = 60;

const memory = createMemory<ZoneCount>(() => performance.now());

/** Kept for ten times as long as counting took, at most 15 s. */
export const countZones = (db: Db, workspaceId: string, attribute: string): Promise<ZoneCount> =>
  memory(JSON.stringify([workspaceId, attribute]), '', async () => {
    const rows = await many<{ value: unknown; people: number; sampled: number; isExact: boolean }>(
      db,
      sql`with picked as materialized ${samplePeople(workspaceId)}
          select nullif(attributes -> ${attribute}, 'null') as value, sum(stands_for)::float8 as people, count(*) as sampled,
                 bool_and(stands_for = 1) as "isExact"
            from picked group by 1 order by 2 desc`,
    );
    const found = rows.map(({ value, ...row }) => ({ ...row, value, zone: readZone(value) }));
    const of = (those: typeof found): number =>
      Math.round(those.reduce((sum, { people }) => sum + people, 0));
    const valued = found.filter(({ value }) => value !== null && value !== '');
    const value: ZoneCount = {
      people: of(found),
      valued: of(valued),
      readable: of(found.filter(({ zone }) => zone !== null)),
      isExact: found.every((row) => row.isExact),
      zones: [...new Set(found.flatMap(({ zone }) => zone ?? []))],
      unreadable: valued
        .filter(({ zone }) => zone === null)
        .slice(0, MOST_EXAMPLES)
        .map((row) => asText(row.value).slice(0, LONGEST_EXAMPLE)),
    };
    return { value, isDear: found.reduce((sum, { sampled }) => sum + sampled, 0) >= WORTH_KEEPING };
  });

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
