// Keeps the items of item.contract.ts: found by kind and id, listed by kind and group (the Page, and for what belongs to a
// person the PSID). Bounded: of each kind and group the oldest goes when there are too many.
import type { Changes } from './changes.ts';
import type { Item, ItemKind, ItemOf } from './item.contract.ts';

/** Of one kind in one group; an opt-in for each of very many people still fits. */
const GROUP_LIMIT = 500_000;

export class Items {
  private readonly byId = new Map<string, Item>();
  private readonly groups = new Map<string, Map<string, Item>>();
  private readonly changes: Changes;

  constructor(changes: Changes) {
    this.changes = changes;
  }

  find<K extends ItemKind>(kind: K, id: string): ItemOf<K> | undefined {
    return this.byId.get(`${kind}/${id}`) as ItemOf<K> | undefined;
  }

  /** Adds the item, or notes that it changed. */
  put(item: Item): void {
    const key = keyOf(item);
    this.byId.set(key, item);
    for (const group of groupsOf(item)) {
      const members = this.groups.get(group) ?? new Map<string, Item>();
      this.groups.set(group, members);
      members.set(item.id, item);
      if (members.size > GROUP_LIMIT) this.remove(members.values().next().value!);
    }
    this.changes.item(key, item);
  }

  remove(item: Item): void {
    const key = keyOf(item);
    this.byId.delete(key);
    for (const group of groupsOf(item)) this.groups.get(group)?.delete(item.id);
    this.changes.item(key, null);
  }

  /** In order of creation. `group` is a Page id, or a PSID for what belongs to a person. */
  list<K extends ItemKind>(kind: K, group: string): ItemOf<K>[] {
    return [...(this.groups.get(`${kind}/${group}`)?.values() ?? [])] as ItemOf<K>[];
  }

  count(kind: ItemKind, group: string): number {
    return this.groups.get(`${kind}/${group}`)?.size ?? 0;
  }

  all(): Iterable<[key: string, item: Item]> {
    return this.byId;
  }
}

function keyOf(item: Item): string {
  return `${item.kind}/${item.id}`;
}

function groupsOf(item: Item): string[] {
  const groups = 'pageId' in item ? [item.pageId] : [item.appId];
  if ('psid' in item) groups.push(item.psid);
  if (item.kind === 'labelling') groups.push(item.labelId);
  return groups.map((group) => `${item.kind}/${group}`);
}
