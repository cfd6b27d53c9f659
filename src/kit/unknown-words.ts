// Words of an input that its schema does not know: a schema leaves them out in silence, which makes a slip of the pen a setting
// that never was. For the HTTP edge and for files alike; what is stored is read without. Pure.
import type { z } from 'zod';
import { findSimilar } from './similar-words.ts';

export interface UnknownWord {
  path: string[];
  message: string;
  /** Names the word that may be meant, or all that there are. */
  remedy: string;
}

/** More say no more. */
const MOST = 20;

/**
 * Records and values of any kind are open, so is an object with a catchall; of several shapes the one counts that the input has.
 * Only words are looked at: an input of the wrong type has none here, whatever else is wrong with it.
 */
export function findUnknownWords(schema: z.core.$ZodType, input: unknown): UnknownWord[] {
  return look(schema, input, []).slice(0, MOST);
}

type Fields = Readonly<Record<string, unknown>>;
type Any = z.core.$ZodTypes;

function look(schema: z.core.$ZodType, input: unknown, path: string[]): UnknownWord[] {
  if (typeof input !== 'object' || input === null) return [];
  const { _zod } = unwrap(schema);
  const { def } = _zod;
  if (def.type === 'union') return lookInUnion(def.options, input, path);
  if (Array.isArray(input)) {
    if (def.type === 'array') return input.flatMap((one, index) => look(def.element, one, at(path, index)));
    if (def.type !== 'tuple') return [];
    return def.items.flatMap((item, index) => look(item, input[index], at(path, index)));
  }
  if (def.type === 'object') return lookInObject(def, input as Fields, path);
  if (def.type !== 'record') return [];
  return Object.entries(input).flatMap(([key, value]) => look(def.valueType, value, at(path, key)));
}

const at = (path: string[], key: string | number): string[] => [...path, String(key)];

/** The schema that the input itself is held against, without what is said around it: a default, null, a transformation. */
function unwrap(schema: z.core.$ZodType): Any {
  const one = schema as Any;
  const { def } = one._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return unwrap(def.innerType);
    case 'pipe':
      return unwrap(def.in);
    case 'lazy':
      return unwrap(def.getter());
    default:
      return one;
  }
}

function lookInObject(
  { shape, catchall }: z.core.$ZodObjectDef,
  input: Fields,
  path: string[],
): UnknownWord[] {
  const isClosed = catchall === undefined || catchall._zod.def.type === 'never';
  return Object.entries(input).flatMap(([key, value]) => {
    if (Object.hasOwn(shape, key)) return look(shape[key]!, value, at(path, key));
    return isClosed ? [unknownWord(at(path, key), Object.keys(shape))] : [];
  });
}

/** Of those that the input may be, the one that knows most of its words. */
function lookInUnion(options: readonly z.core.$ZodType[], input: object, path: string[]): UnknownWord[] {
  const alike = options.filter((option) => mayBe(unwrap(option), input));
  const right = alike.length > 1 ? alike.filter((option) => parses(option, input)) : alike;
  const found = right.map((option) => look(option, input, path));
  return found.sort((a, b) => a.length - b.length)[0] ?? [];
}

const parses = (schema: z.core.$ZodType, input: unknown): boolean =>
  (schema as z.ZodType).safeParse(input).success;

/** By its kind, and by the words that tell one shape from another: {kind: 'at'}. */
function mayBe({ _zod: { def } }: Any, input: object): boolean {
  switch (def.type) {
    case 'object':
      return (
        !Array.isArray(input) && Object.entries(def.shape).every(([key, field]) => tells(field, input, key))
      );
    case 'record':
      return !Array.isArray(input);
    case 'array':
    case 'tuple':
      return Array.isArray(input);
    case 'union':
      return def.options.some((option) => mayBe(unwrap(option), input));
    case 'any':
    case 'unknown':
    case 'custom':
      return true;
    default:
      return false;
  }
}

function tells(field: z.core.$ZodType, input: object, key: string): boolean {
  const { def } = (field as Any)._zod;
  return def.type !== 'literal' || (def.values as unknown[]).includes((input as Fields)[key]);
}

/** So many words are named. */
const MOST_NAMED = 30;

function unknownWord(path: string[], known: string[]): UnknownWord {
  const message = 'is not known';
  const similar = findSimilar(path.at(-1) ?? '', known);
  if (similar.length > 0) return { path, message, remedy: `Did you mean ${similar.join(' or ')}?` };
  const named = known.slice(0, MOST_NAMED).join(', ') + (known.length > MOST_NAMED ? ' …' : '');
  const remedy =
    known.length === 0
      ? 'Leave it out: nothing is asked for here.'
      : `Leave it out, or use what is known here: ${named}.`;
  return { path, message, remedy };
}
