// New values into a parsed YAML document: what is equal keeps its comments, its order and its spelling.
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isNode, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import { staysNamed } from './secrets.ts';
import { isObject, type Json } from './shape.ts';

export function mergeInto(document: Document.Parsed, wanted: Json): void {
  if (isMap(document.contents)) mergeMap(document, document.contents as YAMLMap, wanted);
  else document.contents = document.createNode(wanted) as Document.Parsed['contents'];
}

function mergeMap(document: Document, map: YAMLMap, wanted: Json): void {
  for (const pair of [...map.items]) {
    const key = isScalar(pair.key) ? String(pair.key.value) : null;
    if (key === null || !Object.hasOwn(wanted, key)) map.delete(pair.key);
  }
  let place = 0;
  for (const [key, value] of Object.entries(wanted)) {
    const found = map.items.findIndex((item) => isScalar(item.key) && String(item.key.value) === key);
    if (found < 0) insertPair(document, map, { place, key, value });
    else replaceIn(document, map.items[found] as { value: unknown }, value);
    place = (found < 0 ? place : found) + 1;
  }
}

/** What stands above the first line is about all of it: it stays there. */
function insertPair(
  document: Document,
  map: YAMLMap,
  of: { place: number; key: string; value: unknown },
): void {
  const pair = document.createPair(of.key, of.value);
  const first = map.items[of.place]?.key;
  if (of.place === 0 && isScalar(first) && isScalar(pair.key) && first.commentBefore != null) {
    pair.key.commentBefore = first.commentBefore;
    first.commentBefore = null;
  }
  map.items.splice(of.place, 0, pair);
}

/** `holder` is a pair, or a place in a list. */
function replaceIn(document: Document, holder: { value: unknown }, wanted: unknown): void {
  const node = holder.value;
  if (isNode(node) && isDeepStrictEqual(node.toJS(document), wanted)) return;
  if (isMap(node) && isObject(wanted)) mergeMap(document, node as YAMLMap, wanted);
  else if (isSeq(node) && Array.isArray(wanted)) mergeSeq(document, node as YAMLSeq, wanted);
  else if (isScalar(node) && staysNamed(node.value, wanted)) return;
  else if (isScalar(node) && isPlain(wanted)) node.value = wanted;
  else holder.value = document.createNode(wanted);
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

function mergeSeq(document: Document, list: YAMLSeq, wanted: unknown[]): void {
  list.items.splice(wanted.length);
  for (const [index, value] of wanted.entries()) {
    if (index >= list.items.length) list.items.push(document.createNode(value));
    else {
      const holder = { value: list.items[index] };
      replaceIn(document, holder, value);
      list.items[index] = holder.value;
    }
  }
}
