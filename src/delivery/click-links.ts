// Links that tell who followed them: a button's address becomes one of ours that leads on to it. The link itself carries what
// it stands for, signed, so that nothing is stored for a click that never comes, and so that it leads nowhere else.
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../kit/secrets.ts';
import { isObject, type JsonObject } from '../messenger/lossless-json.ts';
import { mapJson } from '../messenger/map-json.ts';

export interface ClickLinks {
  /** The address that stands for `target` in the message of this delivery; 0: a test, of which nothing is kept. */
  wrap(target: string, of: { workspaceId: string; deliveryId: number }): string;
  /** Whether the parts of such an address are ours and unchanged. */
  verify(link: ClickLink): boolean;
}

export interface ClickLink {
  workspaceId: string;
  deliveryId: number;
  target: string;
  signature: string;
}

/** 120 bits: nobody guesses one, and the address stays short. */
const SIGNATURE_BYTES = 15;
export const CLICK_PATH = '/l';

/** @param linkUrl where people reach this service, without a slash at its end */
export function createClickLinks(secrets: Pick<Secrets, 'deriveKey'>, linkUrl: string): ClickLinks {
  // Ten links a message: a key made ready signs in 2 µs, its bytes in 13 (Node 24).
  const key = createSecretKey(secrets.deriveKey('click-links'));
  const sign = ({ workspaceId, deliveryId, target }: Omit<ClickLink, 'signature'>): string =>
    createHmac('sha256', key)
      .update(`${workspaceId}\n${deliveryId}\n${target}`)
      .digest()
      .subarray(0, SIGNATURE_BYTES)
      .toString('base64url');
  return {
    wrap(target, { workspaceId, deliveryId }) {
      const signature = sign({ workspaceId, deliveryId, target });
      const path = [CLICK_PATH, workspaceId, deliveryId.toString(36), signature].join('/');
      return `${linkUrl}${path}?to=${encodeURIComponent(target)}`;
    },
    verify({ signature, ...link }) {
      const [given, right] = [Buffer.from(signature), Buffer.from(sign(link))];
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
}

/** Written into the link: with what else stands in a request, servers and proxies take some 8,000 characters. */
const MAX_ENCODED = 4_000;

/**
 * The message with the addresses of its buttons, cards and pictures wrapped; links in running text stay as they were
 * written. Not those that open with Messenger Extensions: the platform lets them lead to listed domains only. What is no
 * address stays too: the platform refuses it, where ours would lead nowhere.
 */
export function wrapLinks(message: JsonObject, wrap: (target: string) => string): JsonObject {
  const { attachment } = message;
  if (attachment === undefined) return message;
  const wrapped = mapJson(attachment, (value) => {
    if (!isObject(value) || value['type'] !== 'web_url' || value['messenger_extensions'] === true)
      return value;
    const { url } = value;
    if (typeof url !== 'string' || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return value;
    const target = url.toWellFormed(); // a text cut in the middle of an emoji
    return encodeURIComponent(target).length <= MAX_ENCODED ? { ...value, url: wrap(target) } : value;
  });
  return wrapped === attachment ? message : { ...message, attachment: wrapped };
}
