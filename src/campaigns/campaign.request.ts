// A campaign's request between the form and the row: secrets sealed on the way in, dots on the way out, and a pasted Page
// token removed, because the Page's own token is used. Pure but for the sealing.
import { isSealed, sealText } from '../delivery/compile-plan.ts';
import type { ConnectorRequest, ContentSource } from '../delivery/plan.contract.ts';
import { listContents, mapRequests } from '../delivery/plan-contents.ts';
import { invalid } from '../kit/errors.ts';
import type { Secrets } from '../kit/secrets.ts';
import type { CampaignDefinition } from './campaign.contract.ts';

/** What a stored secret looks like from outside. Sent back unchanged, it means: keep it. */
export const SECRET_SHOWN = '••••••••';

/** The definition as shown: no secret leaves. */
export const hideSecrets = (definition: CampaignDefinition): CampaignDefinition => ({
  ...mapRequests(definition, hideInRequest),
  content: definition.content.map(hideInSource),
});

const hide = (value: string): string => (isSealed(value) ? SECRET_SHOWN : value);

const hideInRequest = (request: ConnectorRequest): ConnectorRequest => ({
  ...request,
  headers: request.headers.map((header) =>
    header.secret ? { ...header, value: hide(header.value) } : header,
  ),
  auth: request.auth && { ...request.auth, client_secret: hide(request.auth.client_secret) },
});

const hideInSource = (source: ContentSource): ContentSource => ({
  ...source,
  headers: source.headers.map((header) =>
    header.secret ? { ...header, value: hide(header.value) } : header,
  ),
});

/** The definition as stored. `before` holds the secrets that the form sent back as dots. */
export function sealSecrets(
  definition: CampaignDefinition,
  before: CampaignDefinition | null,
  secrets: Secrets,
): CampaignDefinition {
  const stored = before === null ? [] : listContents(before).filter(({ language }) => language === null);
  return {
    ...mapRequests(definition, (request, at, variant) =>
      sealRequest(request, {
        // What was moved to another variant keeps its secrets where its address stays.
        before: [variant, ...stored.keys()].flatMap((one) => stored[one]?.request ?? []),
        field: `${at}request`,
        secrets,
      }),
    ),
    content: definition.content.map((source, index) =>
      sealSource(source, { before: before?.content ?? [], field: `content.${index}`, secrets }),
    ),
  };
}

interface Sealing<T> {
  /** Those that may hold what the dots stand for, the likeliest first. */
  before: readonly T[];
  field: string;
  secrets: Secrets;
}

function seal(value: string, { field, what, secrets }: { field: string; what: string; secrets: Secrets }) {
  if (value === '') return value;
  // A sealed text typed by hand would be opened for whoever typed it.
  if (isSealed(value)) throw invalid(field, `${what} cannot begin with "sealed:".`);
  return sealText(value, secrets);
}

function sealRequest(request: ConnectorRequest, { before, field, secrets }: Sealing<ConnectorRequest>) {
  const stored = before.find(({ url }) => hostOf(url) === hostOf(request.url)) ?? before[0] ?? null;
  const headers = sealHeaders(request, { before: stored === null ? [] : [stored], field, secrets });
  const { auth } = request;
  const place = `${field}.auth.client_secret`;
  const client_secret =
    auth?.client_secret === SECRET_SHOWN
      ? keptClientSecret(request, stored, place)
      : seal(auth?.client_secret ?? '', { field: place, what: 'The client secret', secrets });
  return { ...request, headers, auth: auth && { ...auth, client_secret } };
}

function sealSource(
  source: ContentSource,
  { before, field, secrets }: Sealing<ContentSource>,
): ContentSource {
  const named = before.filter(({ name }) => name === source.name);
  return { ...source, headers: sealHeaders(source, { before: named, field, secrets }) };
}

/** What has secret headers: a call, or an address content is fetched from. */
type Called = Pick<ConnectorRequest, 'url' | 'headers'>;

const sealHeaders = (called: Called, { before, field, secrets }: Sealing<Called>) =>
  called.headers.map((header, index) => {
    const place = `${field}.headers.${index}.value`;
    if (header.value === SECRET_SHOWN)
      return { ...header, value: keptHeader(called, before[0] ?? null, { index, field: place }) };
    if (!header.secret) return header;
    const what = 'The value of a secret header';
    return { ...header, value: seal(header.value, { field: place, what, secrets }) };
  });

/**
 * The secret behind the dots. It stays where it was entered for: not in the clear, and not sent to another host, where
 * whoever may edit a campaign but not read its secrets could collect it.
 */
function keptHeader(
  request: Called,
  before: Called | null,
  { index, field }: { index: number; field: string },
): string {
  const header = request.headers[index];
  const name = header?.name ?? '';
  const ofSameName = (before?.headers ?? []).filter(
    (one) => one.secret && one.name.toLowerCase() === name.toLowerCase() && isSealed(one.value),
  );
  const stored = before?.headers[index];
  const kept = stored && ofSameName.includes(stored) ? stored : ofSameName[0];
  if (!header?.secret || kept === undefined) throw invalid(field, `Enter the secret value of ${name} again.`);
  if (hostOf(request.url) !== hostOf(before?.url ?? ''))
    throw invalid(field, `The address has another host now: enter the secret value of ${name} again.`);
  return kept.value;
}

/** The same for the client secret: its tokens are for one client at one host, and go to the host of the request alone. */
function keptClientSecret(request: ConnectorRequest, before: ConnectorRequest | null, field: string): string {
  const kept = before?.auth?.client_secret ?? '';
  if (!isSealed(kept)) throw invalid(field, 'Enter the client secret again.');
  if (hostOf(request.auth?.token_url ?? '') !== hostOf(before?.auth?.token_url ?? ''))
    throw invalid(field, 'The token URL has another host now: enter the client secret again.');
  if (hostOf(request.url) !== hostOf(before?.url ?? ''))
    throw invalid(field, 'The address has another host now: enter the client secret again.');
  return kept;
}

/** Scheme and host; '' while there is none. */
export const hostOf = (url: string): string => /^https?:\/\/[^/?#{]+/i.exec(url)?.[0].toLowerCase() ?? '';

/**
 * Where each stored secret goes, by the part of the definition it stands in. What somebody put together of two definitions may not
 * have a place that neither has: a secret of one would go to the host of the other.
 */
export function listSecretPlaces(definition: CampaignDefinition): { part: string; place: string }[] {
  const called = listContents(definition).flatMap(({ at, request }) =>
    request === null
      ? []
      : [{ part: at.split('.')[0] || 'request', auth: request.auth, ...calledBy(request) }],
  );
  const fetched = definition.content.map((source) => ({ part: 'content', auth: null, ...calledBy(source) }));
  return [...called, ...fetched].flatMap(({ part, auth, host, secrets }) => [
    ...secrets.map((value) => ({ part, place: `${host} ${value}` })),
    ...(auth ? [{ part, place: `${host} ${hostOf(auth.token_url)} ${auth.client_secret}` }] : []),
  ]);
}

const calledBy = ({ url, headers }: Called) => ({
  host: hostOf(url),
  secrets: headers.filter(({ value }) => isSealed(value)).map(({ value }) => value),
});

const TOKEN = /^(access_token|appsecret_proof)$/i;

/**
 * Page tokens pasted into a Send API call, as MoEngage wants them: never stored in a campaign. A raw body is the author's
 * own text and is not rewritten; see `holdsToken`.
 */
export function removePastedTokens(request: ConnectorRequest): {
  request: ConnectorRequest;
  tokens: string[];
} {
  const tokens: string[] = [];
  const keep = <R extends { name: string; value: string }>(rows: R[]): R[] =>
    rows.filter((row) => {
      if (!TOKEN.test(row.name)) return true;
      if (/^access_token$/i.test(row.name) && row.value.trim() !== '') tokens.push(row.value.trim());
      return false;
    });
  const [address = '', ...rest] = request.url.split('?');
  const query = keep(rest.join('?').split('&').filter(Boolean).map(readPair));
  const url = query.length > 0 ? `${address}?${query.map((pair) => pair.text).join('&')}` : address;
  const { body } = request;
  const cleaned =
    body.kind === 'form' || body.kind === 'json_rows' ? { ...body, rows: keep(body.rows) } : body;
  const headers = request.headers.filter((header) => {
    if (!/^authorization$/i.test(header.name)) return true;
    if (!header.secret) tokens.push(header.value.replace(/^(bearer|oauth)\s+/i, '').trim());
    return false;
  });
  return { request: { ...request, url, headers, params: keep(request.params), body: cleaned }, tokens };
}

/** Whether a raw body carries a token in the clear, as a JSON key or a form field. */
export const holdsToken = ({ body }: ConnectorRequest): boolean =>
  body.kind === 'raw' && /(^|["'&])(access_token|appsecret_proof)["']?\s*[:=]/im.test(body.text);

function readPair(text: string): { name: string; value: string; text: string } {
  const at = text.indexOf('=');
  return at < 0
    ? { name: text, value: '', text }
    : { name: text.slice(0, at), value: text.slice(at + 1), text };
}
