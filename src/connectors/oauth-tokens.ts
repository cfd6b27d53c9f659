// Access tokens of client credentials, kept in memory until shortly before they expire. However many calls want one at
// once, the endpoint is asked once; one that refuses or fails is left alone for a while.
import { createHash } from 'node:crypto';
import type { Clock } from '../kit/clock.ts';
import type { ClientCredentials } from './call-rules.contract.ts';
import type { Caller, CallLimits, NotSentReason } from './caller.ts';
import { createMask, type Mask } from './mask-request.ts';
import { readTokenAnswer, tokenRequest } from './oauth-request.ts';

export interface AccessToken {
  ok: true;
  token: string;
  /** Takes the token out of whatever repeats it. */
  mask: Mask;
  /** Whether it was fetched for this call. */
  isFresh: boolean;
}
export interface NoToken {
  ok: false;
  reason: NotSentReason;
  message: string;
}

export interface TokenStore {
  get(credentials: ClientCredentials, limits: CallLimits): Promise<AccessToken | NoToken>;
  /** The call with this token was let in: should it be refused later, it has been revoked, and a new one helps. */
  proved(credentials: ClientCredentials, token: string): void;
  /**
   * The token was refused (401): the next `get` fetches another. False when that would not help: this one is new and has
   * never been let in, so the receiver means the client, not the token.
   */
  discard(credentials: ClientCredentials, token: string): boolean;
}

/** A token is not used in its last minute, or its last tenth when it lives less than ten: clocks differ, calls take time. */
const MARGIN_MS = 60_000;
const REFUSED_FOR_MS = 60_000;
const FAILED_FOR_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;
/** A token nobody has let in yet is replaced at most this often. */
const UNPROVED_FOR_MS = 30_000;
/** Credentials at once; the one unused for longest is forgotten, and its token fetched anew. */
const MAX_ENTRIES = 1_000;

interface Entry {
  answer: (Omit<AccessToken, 'isFresh'> & { fetchedAtMs: number; isProved: boolean }) | NoToken | null;
  /** Until when `answer` holds. */
  untilMs: number;
  fetching: Promise<void> | null;
}

export function createTokenStore(caller: Caller, clock: Clock): TokenStore {
  const entries = new Map<string, Entry>();
  const entryOf = (credentials: ClientCredentials): Entry => {
    const key = keyOf(credentials);
    const entry = entries.get(key) ?? { answer: null, untilMs: 0, fetching: null };
    entries.delete(key); // the map's order is the order of use
    entries.set(key, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= MAX_ENTRIES) break;
      entries.delete(oldest);
    }
    return entry;
  };
  const holds = (entry: Entry): boolean => entry.answer !== null && clock.now().getTime() < entry.untilMs;

  const ask = async (entry: Entry, credentials: ClientCredentials, limits: CallLimits): Promise<void> => {
    const request = tokenRequest(credentials);
    const result = await caller.call(request, undefined, limits);
    const now = clock.now();
    const answer = readTokenAnswer(result, credentials.token_url, now);
    if (answer.ok) {
      const { token, expiresInMs } = answer;
      const mask = createMask([token]);
      entry.answer = { ok: true, token, mask, fetchedAtMs: now.getTime(), isProved: false };
      entry.untilMs = now.getTime() + expiresInMs - Math.min(MARGIN_MS, expiresInMs / 10);
    } else {
      const { reason, waitMs } = answer;
      const encoded = request.headers['authorization']?.replace(/^Basic /, '') ?? '';
      const message = createMask([credentials.client_secret, encoded]).text(answer.message);
      entry.answer = { ok: false, reason, message };
      const forMs = reason === 'oauth_token_refused' ? REFUSED_FOR_MS : FAILED_FOR_MS;
      entry.untilMs = now.getTime() + Math.min(Math.max(forMs, waitMs ?? 0), LONGEST_WAIT_MS);
    }
  };

  return {
    async get(credentials, limits) {
      const entry = entryOf(credentials);
      const isFresh = !holds(entry);
      if (isFresh) {
        entry.fetching ??= ask(entry, credentials, limits).finally(() => {
          entry.fetching = null;
        });
        await entry.fetching;
      }
      const { answer } = entry;
      if (answer === null) throw new Error('a token was fetched and its answer is missing');
      return answer.ok ? { ok: true, token: answer.token, mask: answer.mask, isFresh } : answer;
    },
    proved(credentials, token) {
      const { answer } = entryOf(credentials);
      if (answer?.ok && answer.token === token) answer.isProved = true;
    },
    discard(credentials, token) {
      const entry = entryOf(credentials);
      const { answer } = entry;
      if (!answer?.ok || answer.token !== token) return true; // replaced meanwhile, or being replaced
      const ageMs = clock.now().getTime() - answer.fetchedAtMs;
      if (!answer.isProved && ageMs < UNPROVED_FOR_MS) return false;
      entry.untilMs = 0;
      return true;
    },
  };
}

/** Whoever has another secret gets another token, even for the same client. */
const keyOf = (credentials: ClientCredentials): string =>
  createHash('sha256').update(JSON.stringify(credentials)).digest('base64');
