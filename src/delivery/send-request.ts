// A rendered connector request that goes to the Send API, made ours: the Page's own token instead of a pasted one, the
// attempt's name in message.metadata, the host we are configured for. Pure.
import type { RenderedRequest } from '../connectors/connector.contract.ts';
import { rememberLast } from '../kit/remember-last.ts';
import { isObject, parseLossless } from '../messenger/lossless-json.ts';
import { appSecretProof } from '../messenger/signature.ts';
import { wrapLinks } from './click-links.ts';
import { type PageAssets, placeMedia } from './page-assets.ts';

export interface PageCredentials {
  accessToken: string;
  appSecret: string;
}

/** The body as an object, however it is encoded, and the way back. null: not a body the Send API could read. */
interface SendBody {
  json: Record<string, unknown>;
  encode(json: Record<string, unknown>): string;
}

/**
 * Reads the body of a Send API call: JSON, or form encoding in which objects are JSON texts
 * (messenger-platform §1.2). Returns null when it is neither.
 */
export function readBody(request: RenderedRequest): SendBody | null {
  const type = contentType(request);
  if (type === 'application/x-www-form-urlencoded') return readForm(request.body ?? '');
  const json = parseObject(request.body ?? '');
  return json && { json, encode: (changed) => JSON.stringify(changed) };
}

function readForm(body: string): SendBody {
  const json: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(body)) json[name] = parseObject(value) ?? value;
  const encode = (changed: Record<string, unknown>): string => {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(changed)) {
      form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
    return form.toString();
  };
  return { json, encode };
}

/**
 * The request as it goes over the wire. The token travels in the Authorization header, never in the URL where proxies
 * would log it; `appsecret_proof` proves that the caller holds the app's secret (messenger-platform §1.3). Nothing typed
 * can make it another call than a send to this person: the address is built anew, the recipient is the PSID alone.
 */
export function toSendRequest(request: RenderedRequest, body: SendBody, to: SendTarget): SendRequest {
  const json = Object.fromEntries(Object.entries(body.json).filter(([name]) => !NOT_A_SEND.has(name)));
  json['recipient'] = { id: to.psid };
  const message = json['message'];
  let media: string[] = [];
  if (isObject(message)) {
    const placed = placeMedia(message, to.assets.attachments);
    if (!placed.ok) return placed;
    media = placed.used;
    const linked = to.wrapLink === null ? placed.message : wrapLinks(placed.message, to.wrapLink);
    json['message'] = { ...linked, metadata: to.metadata };
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => name.toLowerCase() !== 'authorization'),
  );
  return {
    ok: true,
    media,
    request: {
      method: 'POST',
      url: sendUrl(request.url, to.graphUrl, to.pageId, to.credentials),
      headers: { ...headers, authorization: `Bearer ${to.credentials.accessToken}` },
      body: body.encode(json),
    },
  };
}

/** `media`: attachment ids of our library in it; `lacks`: the medium that this Page has no attachment of. */
export type SendRequest =
  | { ok: true; request: RenderedRequest; media: string[] }
  | { ok: false; lacks: string };

export interface SendTarget {
  /** What an address in a button becomes; null: it stays. */
  wrapLink: ((target: string) => string) | null;
  assets: PageAssets;
  graphUrl: string;
  pageId: string;
  psid: string;
  credentials: PageCredentials;
  metadata: string;
}

/** Parameters of the Graph API at large: they would make the call another one, or carry another token. */
const NOT_A_SEND = new Set(['access_token', 'appsecret_proof', 'method', 'batch']);

const VERSION = /\/(v\d{1,3}\.\d{1,2})\//;

/** The version as typed, on the Graph API this service is configured for (the sandbox, when that is what runs). */
const sendUrl = rememberLast(
  (typed: string, graphUrl: string, pageId: string, { accessToken, appSecret }: PageCredentials): string => {
    const version = VERSION.exec(new URL(typed).pathname)?.[1];
    const proof = appSecretProof(accessToken, appSecret);
    return `${graphUrl}/${version === undefined ? '' : `${version}/`}${pageId}/messages?appsecret_proof=${proof}`;
  },
);

function contentType(request: RenderedRequest): string {
  const header = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'content-type');
  return header?.[1].split(';', 1)[0]?.trim().toLowerCase() ?? 'application/json';
}

function parseObject(text: string): Record<string, unknown> | null {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    const value = parseLossless(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
