// Is this person in, and why, or why not: every line of the filter with its verdict and what is known of them.
import { sql } from 'kysely';
import { type Db, one } from '../kit/db.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId, parseId } from '../kit/ids.ts';
import { getDetails } from '../profiles/person.queries.ts';
import { compileFilter } from './compile.ts';
import { describeKnown } from './explain.known.ts';
import { loadKnown } from './explain.queries.ts';
import type { Filter, GroupFilter, LeafFilter } from './filter.contract.ts';
import { listLeaves } from './filter.walk.ts';
import { loadInnerSegments } from './resolve.ts';
import { type PreparedFilter, prepareFilter } from './scope.ts';
import { loadNames } from './segment.view.ts';
import { describePart } from './sentence.ts';

export interface Explained {
  sentence: string;
  holds: boolean;
  /** null: of a group. */
  actual: string | null;
  match: GroupFilter['match'] | null;
  filters: Explained[];
}

/**
 * Segments in the filter are expanded to what they are made of. An id that was merged away is answered for who remains.
 * Refuses (not_found) a person there is not, and like `prepareFilter`.
 */
export async function explainPerson(
  db: Db,
  actor: Actor,
  { filter, personId, now }: { filter: GroupFilter; personId: string; now: Date },
): Promise<{ person_id: string; is_in: boolean; filter: Explained }> {
  const { workspaceId } = actor;
  const person = await getDetails(db, workspaceId, personId);
  const prepared = await prepareFilter(db, workspaceId, filter, { now, reach: 'few' });
  const inner = await loadInnerSegments(db, workspaceId, filter);
  const leaves = listLeaves(prepared.filter).map(({ leaf }) => leaf);
  const verdicts = (await judgeLeaves(db, prepared, leaves, person.profile_id)).values();
  const known = await loadKnown(db, actor, { person, leaves, scope: prepared.scope });
  const all = [filter, ...[...inner.values()].map((one) => one.filter)];
  const nameOf = await loadNames(db, workspaceId, all);

  const explain = (node: Filter): Explained => {
    const sentence = describePart(node, nameOf);
    if (node.kind === 'group') {
      const filters = node.filters.map(explain);
      return { sentence, holds: matches(node.match, filters), actual: null, match: node.match, filters };
    }
    if (node.kind === 'segment') {
      const tree = explain(inner.get(parseId('seg', node.segment_id))!.filter);
      const actual = tree.holds ? 'is in it' : 'is not in it';
      return { ...tree, sentence, holds: tree.holds === node.is_in, actual };
    }
    return {
      sentence,
      holds: verdicts.next().value!, // in the order of the leaves, as they were asked for
      actual: describeKnown(node, known),
      match: null,
      filters: [],
    };
  };

  const explained = explain(filter);
  return { person_id: formatId('prf', person.profile_id), is_in: explained.holds, filter: explained };
}

function matches(match: GroupFilter['match'], parts: readonly Explained[]): boolean {
  const holds = (part: Explained): boolean => part.holds;
  if (match === 'all') return parts.every(holds);
  return parts.some(holds) === (match === 'any');
}

/** All lines in one statement, so that they are judged of the same moment. */
async function judgeLeaves(
  db: Db,
  { scope }: PreparedFilter,
  leaves: readonly LeafFilter[],
  profileId: number,
): Promise<boolean[]> {
  if (leaves.length === 0) return [];
  const lines = leaves.map((leaf) => sql`(${compileFilter(leaf, scope)}) is true`);
  const { verdicts } = await one(
    db,
    sql<{ verdicts: boolean[] }>`
    select array[${sql.join(lines)}] as verdicts from profiles p
     where p.workspace_id = ${scope.workspaceId} and p.profile_id = ${profileId}`,
  );
  return verdicts;
}
