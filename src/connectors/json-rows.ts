// JSON from rows of names and values: a name with dots makes nested objects, parts that count from 0 make an array, and
// every value keeps its type. Compiled once; rendering fills the leaves.
import { invalid } from '../kit/errors.ts';
import type { CompiledTemplate, Escape } from '../templates/template.ts';

type Compile = (text: string, escaping: Escape, field: string) => CompiledTemplate;

/** A leaf renders to the text of one JSON value. */
export type RowTree = Map<string, RowTree | Leaf>;
interface Leaf {
  /** `json`: renders to JSON already; `text`: renders to a text that is then quoted. */
  kind: 'json' | 'text';
  template: CompiledTemplate;
}

const MAX_DEPTH = 12;
const SOLE_OUTPUT = /^\s*\{\{(?:(?!\}\})[\s\S])*\}\}\s*$/;
const JSON_SHAPE = /^\s*(?:\{(?![{%])[\s\S]*\}|\[[\s\S]*\])\s*$/;

/** Throws `invalid` when two rows contradict each other (`a` and `a.b`) or a template is wrong. */
export function compileRows(
  rows: { name: string; value: string }[],
  field: string,
  compile: Compile,
): RowTree {
  const tree: RowTree = new Map();
  for (const [index, row] of rows.entries()) {
    const parts = row.name.split('.');
    const where = `${field}.${index}`;
    if (parts.length > MAX_DEPTH || parts.some((part) => part.trim() === ''))
      throw invalid(`${where}.name`, `"${row.name}" is not a name such as message.text.`);
    place(tree, parts, compileLeaf(row.value, `${where}.value`, compile), `${where}.name`);
  }
  return tree;
}

/** The JSON text. `renderLeaf` is called for each value in order. */
export function writeRows(tree: RowTree, renderLeaf: (template: CompiledTemplate) => string): string {
  const members = [...tree].map(([name, node]) => {
    if (node instanceof Map) return { name, text: writeRows(node, renderLeaf) };
    const text = renderLeaf(node.template);
    return { name, text: node.kind === 'json' ? text : JSON.stringify(text) };
  });
  if (members.every(({ name }, index) => name === String(index)))
    return `[${members.map(({ text }) => text).join(',')}]`;
  return `{${members.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

function place(tree: RowTree, parts: string[], leaf: Leaf, field: string): void {
  const [part = '', ...rest] = parts;
  const there = tree.get(part);
  if (rest.length === 0) {
    if (there !== undefined) throw contradiction(part, field);
    tree.set(part, leaf);
    return;
  }
  if (there !== undefined && !(there instanceof Map)) throw contradiction(part, field);
  const branch: RowTree = there ?? new Map();
  tree.set(part, branch);
  place(branch, rest, leaf, field);
}

const contradiction = (part: string, field: string): Error =>
  invalid(field, `"${part}" is set twice.`, 'Keep one of the rows, or give the other another name.');

/**
 * A value that is one output keeps the attribute's type (a PSID stays a text, whatever its digits). A value without
 * Liquid that is JSON stays JSON: 5, true, ["a"], and "5" with quotes for the text. Anything else is a text.
 */
function compileLeaf(value: string, field: string, compile: Compile): Leaf {
  if (!/\{\{|\{%/.test(value))
    return { kind: isPlainJson(value) ? 'json' : 'text', template: compile(value, 'none', field) };
  if (SOLE_OUTPUT.test(value) || JSON_SHAPE.test(value))
    return { kind: 'json', template: compile(value, 'json', field) };
  return { kind: 'text', template: compile(value, 'none', field) };
}

function isPlainJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    // 24123456789012345 would lose its last digits in most readers: such ids are texts
    return typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value);
  } catch {
    return false;
  }
}
