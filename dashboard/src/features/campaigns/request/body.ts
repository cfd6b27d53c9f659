// Changing the kind of a body without losing what was entered: what the new kind can say is carried over, and as long as
// nothing was edited, changing back brings the original. Pure but for that memory.
import type { ConnectorBody } from '../../../api/types.ts';
import {
  isSameValue,
  type Rows,
  readForm,
  readJson,
  readRows,
  type Value,
  writeForm,
  writeJson,
  writeRows,
} from './bodyValue.ts';

type Kind = ConnectorBody['kind'];

export interface BodyChange {
  body: ConnectorBody;
  /** What does not come along, as a sentence to be asked about; null: everything does. */
  loses: string | null;
}

/** What a body was made from, for each kind it has been. An edit makes another body, which remembers nothing. */
const originals = new WeakMap<ConnectorBody, Map<Kind, ConnectorBody>>();

export function changeBodyKind(body: ConnectorBody, kind: Kind): BodyChange {
  if (kind === body.kind) return { body, loses: null };
  const known = new Map(originals.get(body)).set(body.kind, body);
  const original = known.get(kind);
  const change = original === undefined ? convert(body, kind) : { body: original, loses: null };
  originals.set(change.body, known);
  return change;
}

const NOT_EXACT =
  'Not everything can be said this way: types of values, lists, names or the content type change.';
const NOTHING = 'What was entered cannot be said this way: the new body begins empty.';

function convert(body: ConnectorBody, kind: Kind): BodyChange {
  if (isBlank(body)) return { body: blank(kind), loses: null };
  if (kind === 'none') return { body: { kind }, loses: 'The body is removed.' };
  const value = read(body);
  const made = value === undefined ? undefined : write(value, kind);
  if (value === undefined || made === undefined) return { body: blank(kind), loses: NOTHING };
  const isExact = isSameValue(value, read(made)) && hasUsualType(body);
  return { body: made, loses: isExact ? null : NOT_EXACT };
}

const hasUsualType = (body: ConnectorBody): boolean =>
  body.kind !== 'raw' || body.content_type.trim().toLowerCase() === 'application/json';

const isBlank = (body: ConnectorBody): boolean => {
  if (body.kind === 'none') return true;
  if (body.kind === 'raw') return /^\s*(\{\s*\})?\s*$/.test(body.text);
  return body.rows.every((row) => row.name.trim() === '' && row.value === '');
};

function blank(kind: Kind): ConnectorBody {
  if (kind === 'none') return { kind };
  if (kind === 'raw') return { kind, content_type: 'application/json', text: '{\n  \n}' };
  return { kind, rows: [{ name: '', value: '' }] };
}

function read(body: ConnectorBody): Value | undefined {
  switch (body.kind) {
    case 'none':
      return undefined;
    case 'raw':
      return readJson(body.text);
    case 'json_rows':
      return readRows(body.rows);
    case 'form':
      return readForm(body.rows);
  }
}

function write(value: Value, kind: Exclude<Kind, 'none'>): ConnectorBody | undefined {
  if (kind === 'raw') return { kind, content_type: 'application/json', text: writeJson(value, 2) };
  const rows: Rows | undefined = kind === 'form' ? writeForm(value) : writeRows(value);
  return rows && { kind, rows };
}
