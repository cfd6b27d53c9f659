// Changes of the tree of a draft: pure, each gives a new tree and leaves the old one for undo.
import {
  type AttributeDraft,
  type Draft,
  type GroupDraft,
  MAX_DEPTH,
  newId,
  type WhichDraft,
} from './draft.ts';
import { newGroup } from './newLines.ts';

export const countLines = (draft: Draft): number =>
  draft.kind === 'group' ? draft.filters.reduce((sum, part) => sum + countLines(part), 0) : 1;

/** How many groups are nested in one another here; a line is 0. */
export const heightOf = (draft: Draft): number =>
  draft.kind === 'group' ? 1 + Math.max(0, ...draft.filters.map(heightOf)) : 0;

/** The groups from the root down to the node, and the node itself; null: it is not there. */
function findPath(root: Draft, id: string): [...GroupDraft[], Draft] | null {
  if (root.id === id) return [root];
  if (root.kind !== 'group') return null;
  for (const part of root.filters) {
    const path = findPath(part, id);
    if (path) return [root, ...path];
  }
  return null;
}

export const findNode = (root: GroupDraft, id: string): Draft | undefined => findPath(root, id)?.at(-1);

/** Puts what `make` returns in the place of the node; groups that lose their last line go with it. */
function splice(root: GroupDraft, id: string, make: (node: Draft) => Draft[]): GroupDraft {
  const inGroup = (group: GroupDraft): GroupDraft => ({
    ...group,
    filters: group.filters.flatMap((part): Draft[] => {
      if (part.id === id) return make(part);
      if (part.kind !== 'group') return [part];
      const next = inGroup(part);
      return next.filters.length === 0 && part.filters.length > 0 ? [] : [next];
    }),
  });
  return inGroup(root);
}

/** The node as it is now in place of what it was; also of the root. */
export const replaceNode = (root: GroupDraft, node: Draft): GroupDraft =>
  node.id === root.id && node.kind === 'group' ? node : splice(root, node.id, () => [node]);

export const removeNode = (root: GroupDraft, id: string): GroupDraft => splice(root, id, () => []);

export function addTo(root: GroupDraft, groupId: string, node: Draft): GroupDraft {
  if (groupId === root.id) return { ...root, filters: [...root.filters, node] };
  return splice(root, groupId, (group) =>
    group.kind === 'group' ? [{ ...group, filters: [...group.filters, node] }] : [group],
  );
}

/** The copy stands behind the original; `copyId` is its id. */
export function duplicateNode(root: GroupDraft, id: string, copyId: string): GroupDraft {
  return splice(root, id, (node) => [node, { ...copyOf(node), id: copyId }]);
}

function copyOf<T extends Draft>(node: T): T {
  const copy: Draft = { ...node, id: newId() };
  if (copy.kind === 'group') copy.filters = copy.filters.map(copyOf);
  if (copy.kind === 'event') Object.assign(copy, copyWhere(copy));
  if (copy.kind === 'sequence') {
    copy.first = copyWhere(copy.first);
    copy.next = copyWhere(copy.next);
  }
  return copy as T;
}

const copyWhere = <T extends WhichDraft>(which: T): T => ({
  ...which,
  ...(which.where && { where: which.where.map((one: AttributeDraft) => ({ ...one, id: newId() })) }),
});

/** Whether the node may stand in one more group than it does. */
export function canWrap(root: GroupDraft, id: string): boolean {
  const path = findPath(root, id);
  return path !== null && path.length > 1 && path.length + heightOf(path.at(-1)!) <= MAX_DEPTH;
}

/** The node in a group of its own, which means the same until more is put in. */
export const wrapNode = (root: GroupDraft, id: string, groupId: string): GroupDraft =>
  splice(root, id, (node) => [{ ...newGroup('any', [node]), id: groupId }]);

/** The node and the one above it in one group. Without one above, or with one that is too deep already: as it was. */
export function groupWithAbove(root: GroupDraft, id: string, groupId: string): GroupDraft {
  const parent = findPath(root, id)?.at(-2);
  if (parent?.kind !== 'group') return root;
  const index = parent.filters.findIndex((part) => part.id === id);
  const above = parent.filters[index - 1];
  if (!above || !canWrap(root, id) || !canWrap(root, above.id)) return root;
  const filters = parent.filters.toSpliced(index - 1, 2, {
    ...newGroup('any', [above, parent.filters[index]!]),
    id: groupId,
  });
  return replaceNode(root, { ...parent, filters });
}

/** The lines of a group in the place of the group. */
export const ungroup = (root: GroupDraft, id: string): GroupDraft =>
  splice(root, id, (node) => (node.kind === 'group' ? node.filters : [node]));

/**
 * One place up (-1) or down (+1) as the eye sees it: past a line, into a group that stands next, out of the group at its
 * end. Where there is no further place: the same tree.
 */
export function moveNode(root: GroupDraft, id: string, by: -1 | 1): GroupDraft {
  const path = findPath(root, id);
  const parent = path?.at(-2);
  if (!path || parent?.kind !== 'group') return root;
  const node = path.at(-1)!;
  const index = parent.filters.indexOf(node);
  const next = parent.filters[index + by];
  if (next?.kind === 'group' && path.length + heightOf(node) <= MAX_DEPTH) {
    const filters = by === 1 ? [node, ...next.filters] : [...next.filters, node];
    return replaceNode(removeNode(root, id), { ...next, filters });
  }
  if (next) {
    const filters = parent.filters.toSpliced(index, 1).toSpliced(index + by, 0, node);
    return replaceNode(root, { ...parent, filters });
  }
  if (parent === root) return root;
  const rest = { ...parent, filters: parent.filters.toSpliced(index, 1) };
  const kept = rest.filters.length > 0 ? [rest] : [];
  return splice(root, parent.id, () => (by === 1 ? [...kept, node] : [node, ...kept]));
}

/** The same people without those of `line`: in a group "none of" beside everything that is asked already. */
export function leaveOut(root: GroupDraft, line: Draft): GroupDraft {
  const out = newGroup('none', [line]);
  if (root.match === 'all') return { ...root, filters: [...root.filters, out] };
  const asked = newGroup(root.match, root.filters);
  return { ...root, match: 'all', filters: root.filters.length === 0 ? [out] : [asked, out] };
}

/** The ids of all lines and nested groups in the order they stand on the screen. */
export const listNodes = (group: GroupDraft): string[] =>
  group.filters.flatMap((part) => [part.id, ...(part.kind === 'group' ? listNodes(part) : [])]);
