// Changing the kind of a body without losing what was entered, as far as the kinds agree. Pure.
import type { ConnectorBody } from '../../../api/types.ts';

type Rows = Extract<ConnectorBody, { kind: 'form' }>['rows'];

export function changeBodyKind(body: ConnectorBody, kind: ConnectorBody['kind']): ConnectorBody {
  if (kind === body.kind) return body;
  if (kind === 'none') return { kind };
  const rows = body.kind === 'raw' ? readRows(body.text) : body.kind === 'none' ? [] : body.rows;
  if (kind === 'raw') {
    return { kind, content_type: 'application/json', text: JSON.stringify(nest(rows), null, 2) };
  }
  return { kind, rows: rows.length > 0 ? rows : [{ name: '', value: '' }] };
}

/** The members of a JSON object as rows with dotted names; lists stay JSON. */
function readRows(text: string): Rows {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  const rows: Rows = [];
  const visit = (value: unknown, name: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, part] of Object.entries(value)) visit(part, name ? `${name}.${key}` : key);
    } else if (name) rows.push({ name, value: typeof value === 'string' ? value : JSON.stringify(value) });
  };
  visit(json, '');
  return rows;
}

interface Nested {
  [key: string]: Nested | string;
}

function nest(rows: Rows): Nested {
  const root: Nested = Object.create(null);
  for (const { name, value } of rows) {
    const keys = name.split('.').filter(Boolean);
    const last = keys.pop();
    if (last === undefined) continue;
    let at = root;
    for (const key of keys) {
      const inner = at[key];
      const next: Nested = typeof inner === 'object' ? inner : Object.create(null);
      at[key] = next;
      at = next;
    }
    at[last] = value;
  }
  return root;
}
