// Public ids carry their kind in the text (cmp_12); in the database they are numbers.
import { z } from 'zod';
import { invalid, notFound } from './errors.ts';

const KINDS = {
  prf: 'person',
  seg: 'segment',
  cmp: 'campaign',
  dlv: 'delivery',
  key: 'API key',
  evt: 'event',
  lnk: 'entry link',
  rul: 'comment rule',
  med: 'media',
  lst: 'list',
  imp: 'import',
  exp: 'export',
  ers: 'erasure',
  prq: 'privacy request',
  blk: 'content block',
} as const;
export type IdKind = keyof typeof KINDS;

/** The schema of an id in a contract. */
export const idSchema = (kind: IdKind) =>
  z.string().regex(new RegExp(`^${kind}_[1-9][0-9]{0,14}$`), `must look like ${kind}_12`);

export const formatId = (kind: IdKind, id: number): string => `${kind}_${id}`;

/** The number inside a public id. A text of another kind names nothing: not_found. */
export function parseId(kind: IdKind, text: string): number {
  const match = /^([a-z]{3})_([1-9][0-9]{0,14})$/.exec(text);
  if (match?.[1] !== kind) throw notFound(`${KINDS[kind]} ${text.slice(0, 40)}`);
  return Number(match[2]);
}

/** Where a list goes on: the id its last row had. Refuses (`invalid`, field after) what no list gave out. */
export function parsePlace(kind: IdKind, text: string): number {
  if (!idSchema(kind).safeParse(text).success)
    throw invalid('after', 'This is not a cursor.', 'Send `next` of the reply before it.');
  return parseId(kind, text);
}
