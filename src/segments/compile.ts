// The filter tree as SQL: groups here, each kind of leaf in its compile.*.ts, values always as parameters. Nothing that is
// stored can make it fail. The meaning is that of `evaluate.ts`; null counts as false.
import { type RawBuilder, sql } from 'kysely';
import { compileAttribute } from './compile.attribute.ts';
import { compileCampaign, compileList } from './compile.campaign.ts';
import { compileEvent } from './compile.event.ts';
import { allOf, anyOf, type Condition, not, personField } from './compile.field.ts';
import { askIndex } from './compile.indexed.ts';
import { compileMessenger } from './compile.messenger.ts';
import { calendarOf, type FilterScope, idsOf, isAmong, isIn, type Rows } from './compile.rows.ts';
import { compileSequence } from './compile.sequence.ts';
import type { AttributeFilter, Filter, GroupFilter, LeafFilter } from './filter.contract.ts';

export type { FilterScope } from './compile.rows.ts';

/** A condition over `p`, a row of profiles; the workspace of `p` is the caller's to fix. */
export const compileFilter = (filter: Filter, scope: FilterScope): Condition =>
  condition(filter, true, scope);

/**
 * A query for the ids of everybody who is in, each once, as `profile_id`: to stand in brackets, for reach everybody. Where
 * events alone decide, nobody's profile is read.
 */
export function compilePeople(filter: GroupFilter, scope: FilterScope): RawBuilder<{ profile_id: number }> {
  const { select, isUnique } = ids(filter, true, { ...scope, reach: 'everybody' });
  return isUnique ? sql`${select}` : sql`select s.profile_id from (${select}) s group by s.profile_id`;
}

const NO_INDEX: ReadonlySet<string> = new Set();

type Group = { joint: 'and' | 'or'; parts: readonly Filter[]; holds: boolean };

/** What is to hold of the parts for the group to hold, or, `holds` false, not to hold. */
function read({ match, filters }: GroupFilter, holds: boolean): Group {
  const isEach = match === 'all' || match === 'none';
  return { joint: isEach === holds ? 'and' : 'or', parts: filters, holds: (match === 'none') !== holds };
}

/** True of `p` when the filter is true, or, `holds` false, when it is not. */
function condition(filter: Filter, holds: boolean, scope: FilterScope): Condition {
  if (filter.kind === 'group') return ofGroup(read(filter, holds), scope);
  if (filter.kind === 'attribute') {
    const is = compileAttribute(personField(filter.attribute), filter, calendarOf(scope));
    if (!holds) return not(is);
    const byIndex = askIndex(filter, scope);
    return byIndex ? sql`${byIndex} and ${is}` : is;
  }
  const leaf = compileLeaf(filter, scope);
  const among = isAmong(leaf.rows, scope);
  return leaf.isIn === holds ? among : sql`not ${among}`;
}

function ofGroup(group: Group, scope: FilterScope): Condition {
  const { joint, parts, holds } = group;
  if (joint === 'or' && scope.reach === 'everybody' && parts.length > 1 && parts.some(asksRows))
    return isIn(sql.join(alternatives(group, scope), sql` union all `));
  // An index narrows by what must hold. Of alternatives it rarely does, and its condition costs 3 µs a person.
  const asked = joint === 'or' ? { ...scope, indexed: NO_INDEX } : scope;
  const conditions = parts.map((part) => condition(part, holds, asked));
  return joint === 'or' ? anyOf(conditions) : allOf(conditions.map((one) => sql`(${one})`));
}

/**
 * Each alternative as a set of ids. "p is in this set or in that" makes PostgreSQL look into each set for each person; one
 * set of all alternatives is joined once.
 */
function alternatives({ parts, holds }: Group, scope: FilterScope): RawBuilder<unknown>[] {
  const plain = parts.filter((part) => !asksRows(part));
  const sets = parts.filter(asksRows).map((part) => ids(part, holds, scope).select);
  if (plain.length === 0) return sets;
  return [
    profilesWhere(anyOf(plain.map((part) => condition(part, holds, { ...scope, indexed: NO_INDEX }))), scope)
      .select,
    ...sets,
  ];
}

/** A set of ids. `isUnique`: nobody occurs twice. */
interface Ids {
  select: RawBuilder<unknown>;
  isUnique: boolean;
}

/** The ids of those for whom the filter holds. */
function ids(filter: Filter, holds: boolean, scope: FilterScope): Ids {
  if (filter.kind === 'group') return idsOfGroup(read(filter, holds), scope);
  if (filter.kind !== 'attribute' && filter.kind !== 'campaign') {
    const { rows, isIn } = compileLeaf(filter, scope);
    if (isIn === holds) return { select: idsOf(rows), isUnique: rows.isUnique === true || 'having' in rows };
  }
  return profilesWhere(condition(filter, holds, scope), scope);
}

function idsOfGroup(group: Group, scope: FilterScope): Ids {
  const { joint, parts, holds } = group;
  const [only] = parts;
  if (only && parts.length === 1) return ids(only, holds, scope);
  if (joint === 'or' && parts.some(asksRows))
    return { select: sql.join(alternatives(group, scope), sql` union all `), isUnique: false };
  if (joint === 'or' || parts.some(asksProfile)) return profilesWhere(ofGroup(group, scope), scope);
  return narrowed(group, scope);
}

/** Those of one set for whom the rest holds too; `p` is then that set, of which conditions without attributes ask the id alone. */
function narrowed(group: Group, scope: FilterScope): Ids {
  const { parts, holds } = group;
  const place = parts.findIndex((part) => isSource(part, holds, scope));
  const source = parts[place];
  if (!source) return profilesWhere(ofGroup(group, scope), scope);
  const rest = parts.filter((_, index) => index !== place);
  const { select, isUnique } = ids(source, holds, scope);
  const where = ofGroup({ ...group, parts: rest }, scope);
  return { select: sql`select p.profile_id from (${select}) p where ${where}`, isUnique };
}

const profilesWhere = (holds: Condition, { workspaceId }: FilterScope): Ids => ({
  select: sql`select p.profile_id from profiles p where p.workspace_id = ${workspaceId} and (${holds})`,
  isUnique: true,
});

type RowsLeaf = Exclude<LeafFilter, AttributeFilter>;

function compileLeaf(filter: RowsLeaf, scope: FilterScope): { rows: Rows; isIn: boolean } {
  switch (filter.kind) {
    case 'event':
      return compileEvent(filter, scope);
    case 'sequence':
      return compileSequence(filter, scope);
    case 'messenger':
      return compileMessenger(filter, scope);
    case 'campaign':
      return compileCampaign(filter, scope);
    case 'list':
      return compileList(filter, scope);
    case 'segment':
      throw new Error(
        `The segment ${filter.segment_id} is to be written out before its SQL is made (resolveFilter)`,
      );
  }
}

/** Whether the part is a set by itself, of profiles that exist (a delivery may outlive its person). */
const isSource = (part: Filter, holds: boolean, scope: FilterScope): boolean =>
  part.kind !== 'group' &&
  part.kind !== 'attribute' &&
  part.kind !== 'campaign' &&
  compileLeaf(part, scope).isIn === holds;

const asksRows = (filter: Filter): boolean =>
  filter.kind === 'group' ? filter.filters.some(asksRows) : filter.kind !== 'attribute';

const asksProfile = (filter: Filter): boolean =>
  filter.kind === 'group' ? filter.filters.some(asksProfile) : filter.kind === 'attribute';
