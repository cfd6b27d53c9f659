// A rendered request made fit for eyes and for the attempts table: tokens and secrets become dots, wherever they stand.
import type { RenderedRequest, ShownRequest } from './connector.contract.ts';

const DOTS = '••••••';

/** A secret shorter than this is not searched for: it would blank out half the text. Its header is masked by name. */
const SHORTEST_SECRET = 6;

const SECRET_HEADERS =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|.*(?:api-?key|token|secret|password|signature).*)$/i;
const SECRET_NAMES =
  'access_token|appsecret_proof|app_secret|client_secret|fb_exchange_token|input_token|verify_token|api_?key|password|secret|token';

const IN_QUERY = new RegExp(`(^|[?&;\\s"'])((?:${SECRET_NAMES})=)[^&\\s"'#]+`, 'gi');
const IN_JSON = new RegExp(
  `((?:"|\\\\")(?:${SECRET_NAMES})(?:"|\\\\")\\s*:\\s*(\\\\?"))(?:(?!\\2)(?:\\\\.|[^"\\\\]))*\\2`,
  'gi',
);
// The platform's access tokens begin with EAA, wherever somebody pasted one.
const FACEBOOK_TOKEN = /\bEAA[0-9A-Za-z]{20,}/g;
const SCHEME = /^(?:Bearer|Basic|Digest|Token|Key)(?=\s)/i;

/** `secrets`: values known to be secret (the Page's token, secret headers); they are masked in every encoding they may have. */
export function maskRequest(rendered: RenderedRequest, secrets: string[]): ShownRequest {
  const spellings = [
    ...new Set(secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(spell)),
  ].sort((a, b) => b.length - a.length);
  const maskText = (text: string): string =>
    spellings
      .reduce((masked, spelling) => masked.replaceAll(spelling, DOTS), text)
      .replace(IN_QUERY, `$1$2${DOTS}`)
      .replace(IN_JSON, `$1${DOTS}$2`)
      .replace(FACEBOOK_TOKEN, DOTS);
  const headers = Object.entries(rendered.headers).map(([name, value]) => {
    const isSecret = SECRET_HEADERS.test(name) || secrets.includes(value);
    return [name, isSecret ? maskHeader(value) : maskText(value)] as const;
  });
  return {
    method: rendered.method,
    url: maskText(rendered.url),
    headers: Object.fromEntries(headers),
    body: rendered.body === null ? null : maskText(rendered.body),
  };
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
