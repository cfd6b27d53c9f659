// What a body says, whichever way it is written: raw JSON, rows of JSON or a form, each read into one value and written from
// it. Liquid stays as it was typed: inside a text, or as an output that stands for a whole value. Pure.
import type { ConnectorBody } from '../../../api/types.ts';

export type Rows = Extract<ConnectorBody, { kind: 'form' }>['rows'];

/** A place in Liquid that stands for a whole JSON value and takes the type of what it shows. */
export class Output {
  readonly liquid: string;
  constructor(liquid: string) {
    this.liquid = liquid;
  }
}
export type Value = null | boolean | number | string | Output | Value[] | { [name: string]: Value };
type Members = { [name: string]: Value };

const LIQUID = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const SOLE_OUTPUT = /^\s*\{\{(?:(?!\}\})[\s\S])*\}\}\s*$/;
const JSON_SHAPE = /^\s*(?:\{(?![{%])[\s\S]*\}|\[[\s\S]*\])\s*$/;
/** Stand in for Liquid while JSON is parsed or printed; private characters that no message uses. */
const [OPEN, CLOSE] = ['\uE000', '\uE001'];
const MARK = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g');
/** Limits of the service. */
const MAX_ROWS = 50;
const MAX_VALUE = 4000;
const MAX_DEPTH = 12;

const hasLiquid = (text: string): boolean => text.search(LIQUID) >= 0;
const isMembers = (value: Value): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Output);

/** undefined: the text is not one JSON value with Liquid only where a value or a part of a text may stand. */
export function readJson(text: string): Value | undefined {
  if (text.includes(OPEN)) return undefined;
  const liquids: string[] = [];
  const outputs = new Set<string>();
  let inText = false;
  let at = 0;
  let marked = '';
  for (const match of text.matchAll(LIQUID)) {
    const before = text.slice(at, match.index);
    inText = endsInText(before, inText);
    const mark = `${OPEN}${liquids.push(match[0]) - 1}${CLOSE}`;
    if (!inText) {
      if (match[0].startsWith('{%')) return undefined;
      outputs.add(mark);
    }
    marked += before + (inText ? mark : `"${mark}"`);
    at = match.index + match[0].length;
  }
  const restore = (plain: string): string =>
    plain.replace(MARK, (_mark, index) => liquids[Number(index)] ?? '');
  try {
    return fromJson(JSON.parse(marked + text.slice(at)), (plain) =>
      outputs.has(plain) ? new Output(restore(plain)) : restore(plain),
    );
  } catch {
    return undefined;
  }
}

function endsInText(part: string, inText: boolean): boolean {
  let isIn = inText;
  for (let at = 0; at < part.length; at += 1) {
    if (part[at] === '"') isIn = !isIn;
    else if (isIn && part[at] === '\\') at += 1;
  }
  return isIn;
}

/** Throws when a value would not come out as it went in. */
function fromJson(json: unknown, read: (text: string) => Value): Value {
  if (typeof json === 'string') return read(json);
  if (typeof json === 'number' && Number.isInteger(json) && !Number.isSafeInteger(json))
    throw new Error('its last digits are lost');
  if (Array.isArray(json)) return json.map((part) => fromJson(part, read));
  if (typeof json !== 'object' || json === null) return json as Value;
  const members: Members = Object.create(null);
  for (const [name, part] of Object.entries(json)) {
    if (name.includes(OPEN)) throw new Error('a name holds Liquid');
    members[name] = fromJson(part, read);
  }
  return members;
}

/** JSON with the Liquid in its places, as `readJson` reads it. */
export function writeJson(value: Value, indent = 0): string {
  const liquids: string[] = [];
  const mark = (liquid: string): string => `${OPEN}${liquids.push(liquid) - 1}${CLOSE}`;
  const outputs = new Set<string>();
  const marked = (part: Value): unknown => {
    if (typeof part === 'string') return part.replace(LIQUID, mark);
    if (part instanceof Output) {
      const text = mark(part.liquid);
      outputs.add(text);
      return text;
    }
    if (Array.isArray(part)) return part.map(marked);
    if (!isMembers(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, marked(inner)]));
  };
  return JSON.stringify(marked(value), null, indent)
    .replace(new RegExp(`"(${MARK.source})"`, 'g'), (quoted, text) => (outputs.has(text) ? text : quoted))
    .replace(MARK, (_mark, index) => liquids[Number(index)] ?? '');
}

function isPlainJson(text: string): boolean {
  try {
    fromJson(JSON.parse(text), (plain) => plain);
    return true;
  } catch {
    return false;
  }
}

/** As the service takes a row: JSON stays JSON, a sole output keeps its type, anything else is a text. */
function readRowValue(text: string): Value | undefined {
  if (!hasLiquid(text)) return isPlainJson(text) ? readJson(text) : text;
  if (SOLE_OUTPUT.test(text)) return new Output(text.trim());
  return JSON_SHAPE.test(text) ? readJson(text) : text;
}

function writeRowValue(value: Value): string {
  if (value instanceof Output) return value.liquid;
  if (typeof value !== 'string') return writeJson(value);
  return isPlainJson(value) ? JSON.stringify(value) : value;
}

const isBlank = (row: Rows[number]): boolean => row.name.trim() === '' && row.value === '';
const withinLimits = (rows: Rows): Rows | undefined =>
  rows.length <= MAX_ROWS && rows.every((row) => row.name.length <= 200 && row.value.length <= MAX_VALUE)
    ? rows
    : undefined;

export function readRows(rows: Rows): Value | undefined {
  const root: Members = Object.create(null);
  for (const row of rows.filter((one) => !isBlank(one))) {
    const parts = row.name.trim().split('.');
    const last = parts.pop() ?? '';
    const value = readRowValue(row.value);
    if (value === undefined || last === '') return undefined;
    let at = root;
    for (const part of parts) {
      at[part] ??= Object.create(null) as Members;
      const inner = at[part];
      if (part === '' || inner === undefined || !branches.has(inner as object)) {
        if (inner === undefined || !isMembers(inner) || Object.keys(inner).length > 0) return undefined;
        branches.add(inner);
      }
      at = inner as Members;
    }
    if (Object.hasOwn(at, last)) return undefined;
    at[last] = value;
  }
  return toLists(root);
}
/** Objects that dotted names made, not values of rows. */
const branches = new WeakSet<object>();

/** Members 0, 1, 2, … of a branch are a list. */
function toLists(value: Value): Value {
  if (!isMembers(value)) return value;
  const entries = Object.entries(value).map(([name, part]): [string, Value] => [
    name,
    branches.has(part as object) ? toLists(part) : part,
  ]);
  if (entries.length > 0 && entries.every(([name], index) => name === String(index)))
    return entries.map(([, part]) => part);
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

/** Objects become dotted names, lists inside stay JSON. undefined: it has no members, or too many for rows. */
export function writeRows(value: Value): Rows | undefined {
  if (Array.isArray(value)) return writeRows(Object.assign(Object.create(null), value));
  if (!isMembers(value)) return undefined;
  const rows: Rows = [];
  const visit = (members: Members, prefix: string, depth: number): void => {
    for (const [name, part] of Object.entries(members)) {
      const path = `${prefix}${name}`;
      if (depth < MAX_DEPTH && isMembers(part) && canNest(part)) visit(part, `${path}.`, depth + 1);
      else rows.push({ name: path, value: writeRowValue(part) });
    }
  };
  visit(value, '', 1);
  return withinLimits(rows);
}

const canNest = (members: Members): boolean => {
  const names = Object.keys(members);
  return names.length > 0 && names.every((name) => /^[^.\s]+$/.test(name) && !/^\d+$/.test(name));
};

/** A form is flat and its values are texts; one that is an object or a list in JSON is read as that. */
export function readForm(rows: Rows): Value | undefined {
  const members: Members = Object.create(null);
  for (const { name, value } of rows.filter((one) => !isBlank(one))) {
    if (Object.hasOwn(members, name)) return undefined;
    members[name] = (JSON_SHAPE.test(value) ? readJson(value) : undefined) ?? value;
  }
  return members;
}

export function writeForm(value: Value): Rows | undefined {
  if (!isMembers(value)) return undefined;
  const rows = Object.entries(value).map(([name, part]) => ({
    name,
    value: typeof part === 'string' ? part : part instanceof Output ? part.liquid : writeJson(part),
  }));
  return withinLimits(rows);
}

/** Whether two values say the same, types included. */
export const isSameValue = (one: Value | undefined, other: Value | undefined): boolean =>
  one !== undefined && other !== undefined && print(one) === print(other);

const print = (value: Value): string =>
  JSON.stringify(value, (_name, part: unknown) => (part instanceof Output ? { [OPEN]: part.liquid } : part));
