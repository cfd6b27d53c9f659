// Templates written for MoEngage (Jinja) made Liquid, with a line for every change and for everything that has no counterpart.
// What is Liquid already stays as it is. Pure.
import { AppError } from '../kit/errors.ts';
import {
  convertCondition,
  convertValue,
  plainWords,
  refuseForeign,
  splitOutside,
  Unconvertible,
} from './convert-expression.ts';
import { compileTemplate } from './template.ts';

export interface Change {
  line: number;
  from: string;
  to: string;
  note: string;
}

export interface ConvertProblem {
  line: number;
  text: string;
  message: string;
  remedy: string;
}

export interface Converted {
  text: string;
  changes: Change[];
  problems: ConvertProblem[];
}

/** A whole token, or the word that MoEngage takes as "do not send" wherever it stands. Each ends at the first end it can have. */
const TOKEN =
  /\{%-?\s*(?:raw|verbatim)\s*-?%\}[\s\S]*?\{%-?\s*end(?:raw|verbatim)\s*-?%\}|\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}|\{#[\s\S]*?#\}|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\bMOE_NOT_SEND\b/g;

const MAX_LISTED = 200;

/** @param text at most 65,536 characters */
export function convertTemplate(text: string): Converted {
  const changes: Change[] = [];
  const problems: ConvertProblem[] = [];
  // Whether each open {% set %} is one that captures.
  const captures: boolean[] = [];
  const converted = text.replace(TOKEN, (token, at: number) => {
    const line = lineAt(text, at);
    try {
      const to = convertToken(token, captures);
      if (to !== token && changes.length < MAX_LISTED)
        changes.push({ line, from: token, to, note: noteOf(token, to) });
      return to;
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error;
      const { message, remedy } = error;
      if (problems.length < MAX_LISTED) problems.push({ line, text: token.slice(0, 200), message, remedy });
      return token;
    }
  });
  return { text: converted, changes, problems: problems.length > 0 ? problems : listFaults(converted) };
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** What cannot be read even so. */
function listFaults(text: string): ConvertProblem[] {
  try {
    compileTemplate(text, 'none');
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const line = Number(/line (\d+)/.exec(error.message)?.[1] ?? 1);
    return [{ line, text: '', message: error.message, remedy: error.remedy ?? 'Correct it by hand.' }];
  }
}

function convertToken(token: string, captures: boolean[]): string {
  if (token === 'MOE_NOT_SEND') return '{% do_not_send %}';
  if (/^\{%-?\s*raw\b/.test(token) || /^\{%-?\s*comment\b/.test(token)) return token;
  if (/^\{%-?\s*verbatim\b/.test(token)) return token.replaceAll('verbatim', 'raw');
  if (token.startsWith('{#')) return `{% comment %}${token.slice(2, -2)}{% endcomment %}`;
  const { left, inner, right } = openToken(token);
  return token.startsWith('{{')
    ? convertOutput(token, { left, inner, right })
    : convertTag(token, { left, inner, right }, captures);
}

interface Opened {
  /** '' or '-' of Liquid's and Jinja's trimming. */
  left: string;
  inner: string;
  right: string;
}

function openToken(token: string): Opened {
  const body = token.slice(2, -2);
  const left = /^[-+]/.test(body) && /\s/.test(body.charAt(1)) ? body.charAt(0) : '';
  const right = /[-+]$/.test(body) && /\s/.test(body.charAt(body.length - 2)) ? body.slice(-1) : '';
  const inner = body.slice(left.length, right === '' ? undefined : -right.length);
  return { left: left === '+' ? '' : left, inner, right: right === '+' ? '' : right };
}

const INLINE_IF = /^(?<then>[\s\S]+?)\s+if\s+(?<condition>[\s\S]+?)(?:\s+else\s+(?<other>[\s\S]+))?$/;

function convertOutput(token: string, { left, inner, right }: Opened): string {
  const code = inner.trim();
  const stop = notSend(code);
  if (stop !== null) return stop;
  const choice = INLINE_IF.exec(code)?.groups;
  if (choice !== undefined && balanced(choice['then'] ?? '')) {
    const { then = '', condition = '', other } = choice;
    const otherwise = other === undefined ? '' : `{% else %}{{ ${convertValue(other).trim()} }}`;
    return `{%${left} if ${convertCondition(condition)} %}{{ ${convertValue(then).trim()} }}${otherwise}{% endif ${right}%}`;
  }
  const converted = convertValue(inner);
  return converted === inner ? token : `{{${left} ${converted.trim()} ${right}}}`;
}

/** Whether quotes are closed: an `if` within a text is none. */
const balanced = (code: string): boolean =>
  (code.match(/'/g)?.length ?? 0) % 2 === 0 && (code.match(/"/g)?.length ?? 0) % 2 === 0;

/** MOE_NOT_SEND and Braze's abort_message, with the reason they give. */
function notSend(code: string): string | null {
  const match = /^(?:MOE_NOT_SEND|abort_message)\s*(?:\(\s*(?<reason>'[^']*'|"[^"]*")?\s*\))?$/.exec(code);
  if (match === null) return null;
  const reason = match.groups?.['reason'];
  return reason === undefined ? '{% do_not_send %}' : `{% do_not_send ${reason} %}`;
}

const NO_COUNTERPART = new Set(
  'macro endmacro import from extends block endblock call endcall filter endfilter with endwith do include autoescape endautoescape trans endtrans'.split(
    ' ',
  ),
);

function convertTag(token: string, { left, inner, right }: Opened, captures: boolean[]): string {
  const code = inner.trim();
  const [word = ''] = code.split(/\s+/, 1);
  const rest = code.slice(word.length).trim();
  const tag = (text: string): string => `{%${left} ${text} ${right}%}`;
  const stop = notSend(code);
  if (stop !== null) return stop;
  if (NO_COUNTERPART.has(word))
    throw new Unconvertible(
      `{% ${word} %} has no counterpart.`,
      'Write what it stands for in its place, or make it a content block.',
    );
  switch (word) {
    case 'if':
    case 'elsif':
    case 'unless': {
      const condition = convertCondition(rest);
      return condition === rest ? token : tag(`${word} ${condition}`);
    }
    case 'elif':
      return tag(`elsif ${convertCondition(rest)}`);
    case 'else':
      return /^if\b/.test(rest) ? tag(`elsif ${convertCondition(rest.replace(/^if\s+/, ''))}`) : token;
    case 'set':
      return convertSet(rest, { tag, captures });
    case 'endset':
      captures.pop();
      return tag('endcapture');
    case 'assign': {
      const [name = '', ...value] = splitOutside(rest, '=');
      const converted = convertValue(value.join('='));
      return converted === value.join('=') ? token : tag(`assign ${name.trim()} = ${converted.trim()}`);
    }
    case 'for': {
      const loop = convertLoop(rest);
      return loop === rest ? token : tag(`for ${loop}`);
    }
    default:
      return token;
  }
}

function convertSet(
  rest: string,
  { tag, captures }: { tag: (text: string) => string; captures: boolean[] },
): string {
  const match = /^(?<name>\w+)\s*(?:=(?<value>[\s\S]*))?$/.exec(rest)?.groups;
  const { name, value } = match ?? {};
  if (name === undefined)
    throw new Unconvertible('Several variables are set at once.', 'Write one {% assign %} for each.');
  if (value === undefined) {
    captures.push(true);
    return tag(`capture ${name}`);
  }
  if (/^\s*[[{]/.test(value))
    throw new Unconvertible(
      'A list or an object cannot be written out.',
      "Split a text instead: {% assign list = 'a,b' | split: ',' %}.",
    );
  return tag(`assign ${name} = ${convertValue(value).trim()}`);
}

/** range(1, 5) ends before 5; Liquid's (1..4) has its end in it. */
function convertLoop(rest: string): string {
  refuseForeign(rest);
  if (/^\w+\s*,\s*\w+\s+in\b/.test(rest))
    throw new Unconvertible('A loop over names and values at once has no counterpart.', 'Loop over a list.');
  const range = /^(?<name>\w+)\s+in\s+range\(\s*(?<first>\d+)\s*(?:,\s*(?<end>\d+)\s*)?\)$/.exec(
    rest,
  )?.groups;
  if (range !== undefined) {
    const { name, first = '0', end } = range;
    const [from, to] = end === undefined ? [0, Number(first) - 1] : [Number(first), Number(end) - 1];
    return `${name} in (${from}..${to})`;
  }
  if (/\bif\b/.test(rest) || (rest.includes('|') && !/\|\s*\w+\s*:/.test(rest)) || /\w\(/.test(rest))
    throw new Unconvertible(
      'A loop cannot filter its list.',
      '{% assign %} the list with its filters before; put an {% if %} inside of the loop.',
    );
  return plainWords(rest);
}

function noteOf(from: string, to: string): string {
  if (to.includes('do_not_send')) return 'Whoever gets here is skipped.';
  if (/\|\s*title\b|\.title\(/.test(from))
    return 'Only the first letter of the whole text becomes a capital.';
  if (from.startsWith('{#')) return 'A comment.';
  if (/\bis\s+defined\b/.test(from))
    return 'It asks for a value that is there and not false: where a false counts as defined, ask {% if x != nil %}.';
  if (/\belif\b|else\s+if/.test(from)) return 'elif is elsif.';
  if (/^\{%-?\s*(?:end)?set\b/.test(from)) return 'set is assign, or capture around a text.';
  if (/default\s*\(/.test(from)) return 'What a filter takes stands after a colon.';
  return 'The same in Liquid.';
}
