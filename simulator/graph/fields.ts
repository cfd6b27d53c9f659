// The `fields` parameter: `id,messages.limit(5){id,from}` becomes a tree of names.
import { invalidParameter } from './errors.ts';

export interface Field {
  name: string;
  limit: number | null;
  fields: Field[] | null;
}

const LENGTH_LIMIT = 4000;
const DEPTH_LIMIT = 5;

/** Parses the text, or returns null when there is none. @throws GraphError 2500-like 100 on a syntax error */
export function parseFields(text: string | undefined): Field[] | null {
  if (text === undefined || text === '') return null;
  if (text.length > LENGTH_LIMIT) throw invalidParameter('Param fields is too long.');
  const reader = { text, at: 0 };
  const fields = readFields(reader, 1);
  if (reader.at < text.length) throw syntaxError(reader);
  return fields;
}

interface Reader {
  text: string;
  at: number;
}

function readFields(reader: Reader, depth: number): Field[] {
  if (depth > DEPTH_LIMIT) throw invalidParameter('Param fields is nested too deeply.');
  const fields: Field[] = [];
  do {
    const match = /^\s*([A-Za-z0-9_]+)(?:\.limit\((\d{1,4})\))?\s*/.exec(reader.text.slice(reader.at));
    if (!match) throw syntaxError(reader);
    reader.at += match[0].length;
    const field: Field = {
      name: match[1]!,
      limit: match[2] === undefined ? null : Number(match[2]),
      fields: null,
    };
    if (reader.text[reader.at] === '{') {
      reader.at++;
      field.fields = readFields(reader, depth + 1);
      if (reader.text[reader.at] !== '}') throw syntaxError(reader);
      reader.at++;
    }
    fields.push(field);
  } while (reader.text[reader.at] === ',' && reader.at++ >= 0);
  return fields;
}

function syntaxError(reader: Reader): Error {
  return invalidParameter(`Syntax error at character ${reader.at} of param fields.`);
}

/** How each field of a node type is computed; `null` values are left out of the answer. */
export type NodeReader = Readonly<Record<string, (field: Field) => unknown>>;

/** Reads the asked fields, always with `id`. @throws GraphError 100 for a field the node type does not have */
export function readNode(
  reader: NodeReader,
  fields: readonly Field[],
  type: string,
): Record<string, unknown> {
  const node: Record<string, unknown> = {};
  for (const field of fields) {
    const read = reader[field.name];
    if (!read)
      throw invalidParameter(`Tried accessing nonexisting field (${field.name}) on node type (${type})`);
    const value = read(field);
    if (value !== null && value !== undefined) node[field.name] = value;
  }
  node['id'] ??= reader['id']?.({ name: 'id', limit: null, fields: null });
  return node;
}

/** Field list from names, for defaults. */
export function fieldsOf(...names: string[]): Field[] {
  return names.map((name) => ({ name, limit: null, fields: null }));
}
