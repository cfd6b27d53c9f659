// Expressions of Jinja, as MoEngage's templates hold them, in Liquid: filters with brackets, methods, ~ and +, conditions. What is
// Liquid already comes back as it is. Pure.
import { engine } from './engine.ts';

/** Thrown for what has no counterpart; caught where the token is converted. */
export class Unconvertible {
  readonly message: string;
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    this.message = message;
    this.remedy = remedy;
  }
}

/** By Jinja's name, where Liquid has another one. Values between the brackets stay. */
const FILTERS: Record<string, string> = {
  ...{ lower: 'downcase', upper: 'upcase', trim: 'strip', length: 'size', count: 'size', unique: 'uniq' },
  ...{ urlencode: 'url_encode', striptags: 'strip_html', tojson: 'json', safe: 'raw', e: 'escape' },
  ...{ int: 'floor', float: 'plus: 0', string: "append: ''", title: 'capitalize', strftime: 'date' },
  ...{ datetimeformat: 'date', d: 'default', map: 'map', forceescape: 'escape' },
};
const METHODS: Record<string, string> = {
  ...{ upper: 'upcase', lower: 'downcase', title: 'capitalize', capitalize: 'capitalize', strip: 'strip' },
  ...{ lstrip: 'lstrip', rstrip: 'rstrip', replace: 'replace', split: 'split', strftime: 'date' },
};
const LOOP = /\bloop\.(index0|index|first|last|length|revindex0|revindex)\b/g;
const LOOP_NAMES: Record<string, string> = { revindex: 'rindex', revindex0: 'rindex0' };

/** An output, or the right side of an assignment. Throws `Unconvertible`. */
export function convertValue(expression: string): string {
  const [base = '', ...filters] = splitOutside(expression, '|');
  const converted = [convertBase(base), ...filters.map(convertFilter)];
  const isSame = converted.every((part, index) => part === [base, ...filters][index]);
  return isSame ? expression : converted.map((part) => part.trim()).join(' | ');
}

/** What stands behind if and elif. Throws `Unconvertible`. */
export function convertCondition(condition: string): string {
  refuseForeign(condition);
  if (outside(condition, (code) => code.includes('(')) && !/\(\s*\d+\s*\.\./.test(condition))
    throw new Unconvertible(
      'A condition cannot hold brackets.',
      'Take it apart: put one {% if %} into the other, or {% assign %} a part of it before.',
    );
  if (outside(condition, (code) => /\bnot\s+in\b/.test(code)))
    throw new Unconvertible(
      'There is no “not in”.',
      "Write {% unless tags contains 'a' %} … {% endunless %}.",
    );
  return mapOutside(condition, (code) => {
    if (/(?:^|[^|])\|(?:[^|]|$)/.test(code) && !/\|\s*(?:length|count)\b/.test(code))
      throw new Unconvertible(
        'A condition cannot hold filters.',
        '{% assign %} the value with its filters before, and ask that.',
      );
    return plainWords(code)
      .replace(/\s*\|\s*(?:length|count)\b/g, '.size')
      .replace(/\bis\s+not\s+(?:none|null|defined)\b/gi, (found) =>
        /defined/i.test(found) ? '== nil' : '!= nil',
      )
      .replace(/\s+is\s+defined\b/g, '')
      .replace(/\bis\s+(?:none|null|undefined)\b/gi, '== nil')
      .replace(/&&/g, 'and')
      .replace(/\|\|/g, 'or');
  }).replace(MEMBER, (_, item: string, list: string) => `${list} contains ${item}`);
}

const OPERAND = String.raw`(?:'[^']*'|"[^"]*"|[\w.-]+(?:\[[^\]]*\])?)`;
const MEMBER = new RegExp(`(?<!not )(${OPERAND})\\s+in\\s+(${OPERAND})`, 'g');

/** True, None and loop.index are written otherwise. */
export const plainWords = (code: string): string =>
  code
    .replace(/\bTrue\b/g, 'true')
    .replace(/\bFalse\b/g, 'false')
    .replace(/\bNone\b/g, 'nil')
    .replace(LOOP, (_, name: string) => `forloop.${LOOP_NAMES[name] ?? name}`);

/** Throws `Unconvertible` for what Liquid has nothing like, wherever it stands. */
export function refuseForeign(code: string): void {
  if (outside(code, (part) => /\bproduct_?set\b/i.test(part)))
    throw new Unconvertible(
      'Product sets are MoEngage’s own.',
      'Fetch the products as connected content: {{ Content.products[0].title }}.',
    );
  if (outside(code, (part) => /\[[^[\]]*:[^[\]]*\]/.test(part)))
    throw new Unconvertible(
      'A part of a list cannot be cut out in brackets.',
      'Write {% for item in list limit: 3 offset: 1 %}, or {{ text | slice: 0, 3 }}.',
    );
}

function convertBase(base: string): string {
  refuseForeign(base);
  const words = mapOutside(base, plainWords);
  const called = convertMethods(words);
  const joined = splitOutside(called, '~');
  if (joined.length > 1) return joinParts(joined);
  return convertSum(called);
}

const joinParts = ([first = '', ...others]: string[]): string =>
  [first.trim(), ...others.map((part) => `append: ${part.trim()}`)].join(' | ');

const OPERATORS: Record<string, string> = {
  '+': 'plus',
  '-': 'minus',
  '*': 'times',
  '/': 'divided_by',
  '%': 'modulo',
};

/** Two values with an operator between them: Liquid has filters for it. */
function convertSum(base: string): string {
  const match = new RegExp(`^\\s*(${OPERAND})\\s+([-+*/%])\\s+(${OPERAND})\\s*$`).exec(base);
  if (match === null) return base;
  const [, left = '', operator = '', right = ''] = match;
  const isText = operator === '+' && (/^['"]/.test(left) || /^['"]/.test(right));
  return `${left} | ${isText ? 'append' : OPERATORS[operator]}: ${right}`;
}

const METHOD = /^(?<of>.*?)\.(?<name>[a-z_]+)\((?<args>[^()]*)\)\s*$/s;

/** name.upper() is name | upcase. */
function convertMethods(base: string): string {
  const match = METHOD.exec(base)?.groups;
  if (match === undefined) {
    if (outside(base, (code) => /[\w\]]\s*\(/.test(code)))
      throw new Unconvertible(
        `“${base.trim().slice(0, 60)}” calls a function.`,
        'Liquid has filters instead: {{ name | upcase }}.',
      );
    return base;
  }
  const { of = '', name = '', args = '' } = match;
  if (name === 'get') {
    const [key = '', fallback] = splitOutside(args, ',').map((arg) => arg.trim());
    return `${of.trim()}[${key}]${fallback === undefined ? '' : ` | default: ${fallback}`}`;
  }
  const filter = METHODS[name];
  if (filter === undefined)
    throw new Unconvertible(
      `There is no counterpart of .${name}().`,
      'Leave it out, or prepare the value before.',
    );
  return `${convertMethods(of).trim()} | ${filter}${args.trim() === '' ? '' : `: ${args.trim()}`}`;
}

const FILTER = /^\s*(?<name>\w+)\s*(?:\((?<args>.*)\))?\s*$/s;

function convertFilter(part: string): string {
  const { name, args } = FILTER.exec(part)?.groups ?? {};
  if (name === undefined) return part; // Liquid: a colon behind the name
  const isKnown = name in engine.filters;
  if (isKnown && args === undefined) return part;
  if (name === 'list') throw new Unconvertible('There is no filter list.', 'Leave it out.');
  const target = FILTERS[name] ?? (isKnown ? name : undefined);
  if (target === undefined)
    throw new Unconvertible(
      `There is no filter ${name}.`,
      'Leave it out; the known ones are in the help of the field.',
    );
  const given = splitOutside(args ?? '', ',')
    .map((arg) => plainWords(arg.trim()))
    .filter((arg) => arg !== '');
  // default('x', true): blank is missing anyway.
  const kept = target === 'default' ? given.slice(0, 1) : given;
  return kept.length === 0 ? target : `${target}: ${kept.join(', ')}`;
}

/** Splits where the separator stands outside of quotes and brackets; `|` not where it is doubled. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [from, quote, depth] = [0, '', 0];
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === "'" || char === '"') quote = char;
    else if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    else if (char === separator && depth <= 0 && text[at + 1] !== separator && text[at - 1] !== separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** Changes what stands outside of quotes. */
const mapOutside = (text: string, change: (code: string) => string): string =>
  text
    .split(/('[^']*'|"[^"]*")/)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('');

const outside = (text: string, test: (code: string) => boolean): boolean =>
  text.split(/'[^']*'|"[^"]*"/).some(test);
