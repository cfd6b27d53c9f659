// A JSON body whose texts are templates: laid out once as constant pieces with leaves between, so that rendering only fills
// the leaves.
import type { CompiledTemplate, Escape } from '../templates/template.ts';

type Compile = (text: string, escaping: Escape, field: string) => CompiledTemplate;
type Piece = string | { template: CompiledTemplate; isJson: boolean };

export interface CompiledJson {
  render(fill: (template: CompiledTemplate) => string): string;
}

/** Where the platform wants numbers (receipt template): an output that stands alone keeps the attribute's type there. */
const NUMBERS = new Set([
  'price',
  'quantity',
  'subtotal',
  'shipping_cost',
  'total_tax',
  'total_cost',
  'amount',
]);
const SOLE_OUTPUT = /^\s*\{\{(?:(?!\}\})[\s\S])*\}\}\s*$/;

/** @param field path of `value`, for errors: message.attachment.payload.text */
export function compileJson(value: unknown, field: string, compile: Compile): CompiledJson {
  const pieces: Piece[] = [];
  const add = (piece: Piece): void => {
    const last = pieces.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  };
  const walkList = (items: unknown[], path: string, name: string): void => {
    add('[');
    for (const [index, item] of items.entries()) {
      if (index > 0) add(',');
      walk(item, `${path}.${index}`, name);
    }
    add(']');
  };
  const walkObject = (of: object, path: string): void => {
    add('{');
    for (const [index, [key, item]] of Object.entries(of).entries()) {
      add(`${index > 0 ? ',' : ''}${JSON.stringify(key)}:`);
      walk(item, `${path}.${key}`, key);
    }
    add('}');
  };
  const walk = (node: unknown, path: string, name: string): void => {
    if (typeof node === 'string' && /\{\{|\{%/.test(node)) {
      const isJson = NUMBERS.has(name) && SOLE_OUTPUT.test(node);
      add({ template: compile(node, isJson ? 'json' : 'none', path), isJson });
    } else if (Array.isArray(node)) walkList(node, path, name);
    else if (typeof node === 'object' && node !== null) walkObject(node, path);
    else add(JSON.stringify(node) ?? 'null');
  };
  walk(value, field, '');
  return {
    render: (fill) =>
      pieces
        .map((piece) => {
          if (typeof piece === 'string') return piece;
          const text = fill(piece.template);
          return piece.isJson ? text : JSON.stringify(text);
        })
        .join(''),
  };
}
