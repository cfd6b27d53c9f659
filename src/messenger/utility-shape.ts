// What a utility template asks for, read from its components as the platform lists them (Messenger: utility messages).
// Pure; whoever creates, fills or shows a template reads it here.
import { findText, isObject, type JsonObject } from './lossless-json.ts';

export type ParameterFormat = 'NAMED' | 'POSITIONAL';

export interface UtilityButton {
  /** POSTBACK, URL or PHONE_NUMBER; another when the platform adds one. */
  type: string;
  text: string;
  /** Of a URL button as written in the template, its placeholder included. */
  url: string | null;
  /** A POSTBACK takes a payload, a URL with a placeholder its end; the others take nothing. */
  takesValue: boolean;
}

export interface UtilityShape {
  header: { format: string; text: string; placeholders: string[] } | null;
  body: { text: string; placeholders: string[] };
  buttons: UtilityButton[];
}

/** More than three buttons or a thousand placeholders are no template; what is beyond is not read. */
const MAX_PARTS = 20;
const MAX_PLACEHOLDERS = 100;
const PLACEHOLDER = /\{\{\s*([A-Za-z0-9_]{1,100})\s*\}\}/g;

/** The names (or numbers) between double braces, each once, in order of first appearance. */
export const findPlaceholders = (text: string): string[] =>
  [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1]!))].slice(0, MAX_PLACEHOLDERS);

/** Puts values into the placeholders of a text; a placeholder without a value stays as it is. */
export const fillPlaceholders = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replace(PLACEHOLDER, (whole, name: string) => values.get(name) ?? whole);

/** Reads components as stored; an unknown component is passed over, a missing body reads as empty. */
export function readUtilityShape(components: readonly unknown[]): UtilityShape {
  const parts = components.slice(0, MAX_PARTS).filter(isObject);
  const find = (type: string) => parts.find((part) => kindOf(part) === type);
  const header = find('HEADER');
  const bodyText = findText(find('BODY'), 'text') ?? '';
  const buttons = find('BUTTONS')?.['buttons'];
  return {
    header: header ? readHeader(header) : null,
    body: { text: bodyText, placeholders: inOrder(findPlaceholders(bodyText)) },
    buttons: Array.isArray(buttons) ? buttons.slice(0, MAX_PARTS).filter(isObject).map(readButton) : [],
  };
}

/** As the platform says it; where an older answer does not, what the placeholders show. */
export function readParameterFormat(said: string | null, shape: UtilityShape): ParameterFormat {
  if (said === 'NAMED' || said === 'POSITIONAL') return said;
  return shape.body.placeholders.some((name) => !/^\d+$/.test(name)) ? 'NAMED' : 'POSITIONAL';
}

const kindOf = (part: JsonObject): string => (findText(part, 'type') ?? '').toUpperCase();

function readHeader(part: JsonObject): UtilityShape['header'] {
  const text = findText(part, 'text') ?? '';
  return {
    format: (findText(part, 'format') ?? 'TEXT').toUpperCase(),
    text,
    placeholders: inOrder(findPlaceholders(text)),
  };
}

function readButton(button: JsonObject): UtilityButton {
  const type = kindOf(button);
  const url = findText(button, 'url') ?? null;
  return {
    type,
    text: findText(button, 'text') ?? '',
    url,
    takesValue: type === 'POSTBACK' || (type === 'URL' && findPlaceholders(url ?? '').length > 0),
  };
}

/** {{2}} may stand before {{1}} in a text; parameters are given by number. */
const inOrder = (names: string[]): string[] =>
  names.every((name) => /^\d+$/.test(name)) ? names.toSorted((a, b) => Number(a) - Number(b)) : names;
