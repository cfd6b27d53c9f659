// A rendered request made fit for eyes and for the attempts table: tokens and secrets become dots, wherever they stand.
import type { RenderedRequest, ShownRequest } from './connector.contract.ts';

export const DOTS = '••••••';

/** A secret shorter than this is not searched for: it would blank out half the text. Its header is masked by name. */
const SHORTEST_SECRET = 6;

const SECRET_HEADERS =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|.*(?:api-?key|token|secret|password|signature).*)$/i;
/** Whether a header of this name holds a secret whatever its value is. */
export const isSecretName = (header: string): boolean => SECRET_HEADERS.test(header);

const SECRET_NAMES =
  'access_token|appsecret_proof|app_secret|client_secret|fb_exchange_token|input_token|verify_token|api_?key|password|secret|token';

const IN_QUERY = new RegExp(`(^|[?&;\\s"'])((?:${SECRET_NAMES})=)[^&\\s"'#]+`, 'gi');
const IN_JSON = new RegExp(
  `((?:"|\\\\")(?:${SECRET_NAMES})(?:"|\\\\")\\s*:\\s*(\\\\?"))(?:(?!\\2)(?:\\\\.|[^"\\\\]))*\\2`,
  'gi',
);
/** Every text the three patterns find has one of these in it; most texts have none, and looking for one is cheap. */
const MAY_NAME_SECRETS = /token|secret|proof|password|api_?key|EAA/i;
// The platform's access tokens begin with EAA, wherever somebody pasted one.
const FACEBOOK_TOKEN = /\bEAA[0-9A-Za-z]{20,}/g;
const LIQUID = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/;
const SCHEME = /^(?:Bearer|Basic|Digest|Token|Key)(?=\s)/i;

/** Makes what went out and what came back fit for eyes. Built once for many texts: the spellings cost more than the search. */
export interface Mask {
  text(text: string): string;
  /** The same for a text that may have been cut off: a secret that begins at its end is masked too. At most `length` long. */
  cut(text: string, length: number): string;
  headers(headers: Record<string, string>): Record<string, string>;
  request(rendered: RenderedRequest): ShownRequest;
}

/**
 * `secrets`: texts known to be secret (the Page's token, secret headers as they are stored, with their Liquid and white
 * space); what they say literally is masked in every encoding it may have, and a header that one of them renders to as a whole.
 */
export function createMask(secrets: string[]): Mask {
  const literals = secrets.map((secret) => secret.split(LIQUID).map((part) => part.trim()));
  const long = literals.flat().filter((part) => part.length >= SHORTEST_SECRET);
  const spellings = [...new Set(long.flatMap(spell))].sort((a, b) => b.length - a.length);
  const text = (plain: string): string => {
    const masked = spellings.reduce((rest, spelling) => rest.replaceAll(spelling, DOTS), plain);
    if (!MAY_NAME_SECRETS.test(masked)) return masked;
    return masked
      .replace(IN_QUERY, `$1$2${DOTS}`)
      .replace(IN_JSON, `$1${DOTS}$2`)
      .replace(FACEBOOK_TOKEN, DOTS);
  };
  /** Masked first and cut last, so that no half of a secret is left over. */
  const cut = (plain: string, length: number): string => {
    const masked = text(plain);
    const halves = plain.length < SHORTEST_CUT ? 0 : longestBeginning(masked, spellings);
    return (halves === 0 ? masked : `${masked.slice(0, -halves)}${DOTS}`).slice(0, length);
  };
  const header = ([name, value]: [string, string]): [string, string] => {
    const isSecret = SECRET_HEADERS.test(name) || literals.some((parts) => isRenderingOf(parts, value));
    return [name, isSecret ? maskHeader(value) : text(value)];
  };
  const headers = (all: Record<string, string>) => Object.fromEntries(Object.entries(all).map(header));
  return {
    text,
    cut,
    headers,
    request: (rendered) => ({
      method: rendered.method,
      url: text(rendered.url),
      headers: headers(rendered.headers),
      body: rendered.body === null ? null : text(rendered.body),
    }),
  };
}

/** No answer is cut off below this (`max_response_kb` is at least 1, and a character has at most four bytes). */
const SHORTEST_CUT = 250;
/** A shorter beginning tells nothing. */
const TELLING = 4;

/** How many of the last characters of the text are the beginning of one of these. */
function longestBeginning(text: string, spellings: string[]): number {
  let longest = 0;
  for (const spelling of spellings)
    for (
      let length = Math.min(spelling.length - 1, text.length);
      length >= Math.max(TELLING, longest + 1);
      length--
    )
      if (text.endsWith(spelling.slice(0, length))) longest = length;
  return longest;
}

/** Whether a value is the literal parts in their order, with anything where Liquid stood between them. */
function isRenderingOf(parts: string[], value: string): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= value.length - last.length;
}

/** "Bearer ••••••": the scheme is worth seeing when a call is refused. */
const maskHeader = (value: string): string => {
  const scheme = SCHEME.exec(value)?.[0];
  return scheme === undefined ? DOTS : `${scheme} ${DOTS}`;
};

function spell(secret: string): string[] {
  const component = encodeURIComponent(secret.toWellFormed());
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    component,
    component.replaceAll('%20', '+'),
    json,
    encodeURIComponent(json.toWellFormed()),
    base64,
  ];
}
