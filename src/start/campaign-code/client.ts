// The API as `talaria campaign` uses it: a key, JSON in and out, refusals as errors with everything the service said.
import { request } from 'undici';
import type { Campaign, Problem } from '../../campaigns/campaign.contract.ts';
import { AppError, type EditConflict } from '../../kit/errors.ts';
import type { Json } from './shape.ts';

const TIMEOUT_MS = 60_000;
const PAGE = 200;
/** Pages of the list: as many campaigns as a workspace is measured with. */
const MOST_PAGES = 100;

/** What a campaign holds, as it is shown. */
export interface Stored
  extends Pick<Campaign, 'id' | 'name' | 'tags' | 'revision' | 'state' | 'has_changes'> {
  definition: Json;
}

/** What the service refused. */
export class Refusal extends Error {
  readonly status: number;
  readonly said: {
    message: string;
    field?: string;
    remedy?: string;
    issues?: { field: string; message: string; remedy?: string }[];
    conflict?: EditConflict;
  };

  constructor(status: number, said: Refusal['said']) {
    super(said.message);
    this.name = 'Refusal';
    this.status = status;
    this.said = said;
  }
}

export interface Client {
  listSegments(): Promise<{ id: string; name: string }[]>;
  /** Those that are not archived, or those whose name is exactly that. */
  listCampaigns(name?: string): Promise<{ id: string; name: string }[]>;
  getCampaign(id: string): Promise<Stored>;
  createCampaign(content: Json): Promise<Stored>;
  saveCampaign(
    id: string,
    content: Json,
  ): Promise<Stored & { merged: { field: string; by: string | null }[] }>;
  /** @param revision what is meant: refused when it is not the newest any more */
  publishCampaign(id: string, revision: number): Promise<Stored>;
  check(campaignId: string, definition: Json): Promise<{ problems: Problem[] }>;
  tryOut(send: boolean, body: Json): Promise<Json>;
}

/** @param url of the service, without a slash at its end */
export function createClient({ url, key }: { url: string; key: string }): Client {
  const call = <T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: Json): Promise<T> =>
    ask<T>({ url: url + path, key, method, body });
  return {
    listSegments: async () =>
      (await call<{ segments: { id: string; name: string }[] }>('GET', '/api/segments')).segments,
    async listCampaigns(name) {
      const found: { id: string; name: string }[] = [];
      const search = name === undefined ? '' : `&search=${encodeURIComponent(name)}`;
      let after = '';
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const { campaigns, next } = await call<{ campaigns: typeof found; next: string | null }>(
          'GET',
          `/api/campaigns?limit=${PAGE}${search}${after}`,
        );
        found.push(...campaigns.filter((one) => name === undefined || one.name === name));
        if (next === null) break;
        after = `&after=${encodeURIComponent(next)}`;
      }
      return found;
    },
    getCampaign: (id) => call('GET', `/api/campaigns/${id}`),
    createCampaign: (content) => call('POST', '/api/campaigns', content),
    saveCampaign: (id, content) => call('PUT', `/api/campaigns/${id}`, content),
    publishCampaign: (id, revision) => call('POST', `/api/campaigns/${id}/publish`, { revision }),
    check: (campaign_id, definition) => call('POST', '/api/campaigns/check', { campaign_id, definition }),
    tryOut: (send, body) => call('POST', `/api/campaigns/${send ? 'test' : 'preview'}`, body),
  };
}

async function ask<T>(of: {
  url: string;
  key: string;
  method: 'GET' | 'POST' | 'PUT';
  body: Json | undefined;
}): Promise<T> {
  const { status, text } = await send(of);
  const json = readJson(text);
  if (status < 300 && json !== undefined) return json as T;
  const { error } = (json ?? {}) as { error?: Refusal['said'] };
  if (error === undefined)
    throw new AppError('upstream', `${of.url} answered ${status} and not as Talaria does.`, {
      remedy: 'Set TALARIA_URL to the address of the service.',
    });
  throw new Refusal(status, error);
}

async function send({ url, key, method, body }: Parameters<typeof ask>[0]) {
  try {
    const answer = await request(url, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('upstream', `${new URL(url).origin} cannot be reached: ${why}.`, {
      remedy: 'Start the service, or set TALARIA_URL to where it is.',
      cause,
    });
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
