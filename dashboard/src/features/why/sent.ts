// The message within a call of the Send API, as it was sent. Pure.
import type { ShownRequest } from '../../api/types.ts';

interface Sent {
  message: Record<string, unknown>;
  /** From the address; null: it does not name the Page. */
  pageId: string | null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** null: another address, or a body that is cut or no JSON. */
export function readSent({ url, body }: ShownRequest): Sent | null {
  const address = /\/v\d+\.\d+\/(\d+|me)\/messages(?:\?|$)/.exec(url);
  if (address === null || body === null) return null;
  try {
    const json: unknown = JSON.parse(body);
    if (!isRecord(json) || !isRecord(json['message'])) return null;
    return { message: json['message'], pageId: address[1] === 'me' ? null : (address[1] ?? null) };
  } catch {
    return null;
  }
}
