// Filters on sensitive attributes. Who is in says what a value is, letter by letter, to whoever may write any condition: so only who
// may see the values writes them, and everybody else uses the lines that stand in saved segments.
import type { Db } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { isEcho, repeatsMessage } from '../profiles/event-content.ts';
import { listHidden } from '../profiles/sensitive.ts';
import type { AttributeFilter } from './filter.attribute.ts';
import type { EventMatch, Filter, GroupFilter, LeafFilter } from './filter.contract.ts';
import { listLeaves } from './filter.walk.ts';
import { selectSegments } from './segment.queries.ts';

/** As many as a workspace may have (segments.ts). */
const MAX_SEGMENTS = 1000;

/**
 * Refuses (forbidden, with the field) a line about what the actor may not see, unless the very same line stands in a saved segment:
 * who is in those is theirs to see and to use. Segments that the filter names are saved ones.
 */
export async function refuseHidden(db: Db, actor: Actor, filter: GroupFilter): Promise<void> {
  const hidden = await listHidden(db, actor);
  if (hidden.size === 0) return;
  const asking = listLeaves(filter).flatMap(({ leaf, path }) => {
    const field = findHidden(leaf, hidden);
    return field === undefined ? [] : [{ ...field, leaf, path }];
  });
  if (asking.length === 0) return;
  const saved = await listSaved(db, actor.workspaceId);
  const refused = asking.find(({ leaf }) => !saved.has(textOf(leaf)));
  if (!refused) return;
  throw new AppError(
    'forbidden',
    `Only the owner may ask about “${refused.attribute}”, which is sensitive.`,
    {
      field: `filter.${refused.path}.${refused.field}`,
      remedy: 'Use a segment that was saved with this condition, or ask the owner to save one.',
    },
  );
}

interface Found {
  attribute: string;
  /** Within the line. */
  field: string;
}

function findHidden(leaf: LeafFilter, hidden: ReadonlySet<string>): Found | undefined {
  switch (leaf.kind) {
    case 'attribute':
      return isHidden(leaf.attribute, hidden) && !asksWhetherThere(leaf)
        ? { attribute: leaf.attribute, field: 'attribute' }
        : undefined;
    case 'event':
      return (
        findInEvent(leaf, hidden) ??
        (leaf.aggregate && says(leaf.event, leaf.aggregate.of, hidden)
          ? { attribute: leaf.aggregate.of, field: 'aggregate.of' }
          : undefined)
      );
    case 'sequence':
      return (
        within('first', findInEvent(leaf.first, hidden)) ?? within('next', findInEvent(leaf.next, hidden))
      );
    default:
      return undefined;
  }
}

const within = (part: string, found: Found | undefined): Found | undefined =>
  found && { ...found, field: `${part}.${found.field}` };

function findInEvent({ event, where = [] }: EventMatch, hidden: ReadonlySet<string>): Found | undefined {
  for (const [index, condition] of where.entries()) {
    const { attribute } = condition;
    // What a button carries is compared as a whole everywhere, and told by whoever made the button.
    if (
      isHidden(attribute, hidden) ||
      (says(event, attribute, hidden) && !(isWhole(condition) && !isEcho(event)))
    )
      return { attribute, field: `where.${index}.attribute` };
  }
  return undefined;
}

const says = (event: string, attribute: string, hidden: ReadonlySet<string>): boolean =>
  isHidden(attribute, hidden) || repeatsMessage(event, attribute);

/** Of an object by its name, and by what is in it. */
const isHidden = (attribute: string, hidden: ReadonlySet<string>): boolean =>
  hidden.has(attribute) || hidden.has(attribute.split('.', 1)[0]!);

/** Whether somebody has it at all is shown with the person. */
const asksWhetherThere = ({ op, attribute }: AttributeFilter): boolean =>
  (op === 'exists' || op === 'not_exists') && !attribute.includes('.');

const isWhole = ({ op }: AttributeFilter): boolean =>
  ['exists', 'not_exists', 'is', 'is_not', 'any_of', 'none_of'].includes(op);

async function listSaved(db: Db, workspaceId: string): Promise<ReadonlySet<string>> {
  const segments = await selectSegments(db, workspaceId, MAX_SEGMENTS);
  return new Set(segments.flatMap(({ filter }) => listLeaves(filter).map(({ leaf }) => textOf(leaf))));
}

/** The same for the same line, whatever the order of its keys, which the database changes. */
const textOf = (filter: Filter): string =>
  JSON.stringify(filter, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
