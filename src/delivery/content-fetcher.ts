// Fetches connected content: through the address guard, each address once at a time, kept as long as its source says. A service
// that fails is left alone for a while, so that nobody waits for it in vain. One a process.
import type { RenderedRequest, ShownRequest } from '../connectors/connector.contract.ts';
import type { Connectors } from '../connectors/connectors.ts';
import { createMask } from '../connectors/render-request.ts';
import { type Breaker, createBreaker, readHealth } from './connector-breaker.ts';
import { type CompiledSource, readContent } from './content-sources.ts';

export type Fetched = FetchedAnswer & {
  request: ShownRequest;
  status: number | null;
  /** As it came, masked; its beginning. */
  answer: string;
  durationMs: number;
};
type FetchedAnswer =
  | { ok: true; value: unknown }
  /** `isOutage`: the service fails, not this address. */
  | { ok: false; why: string; isOutage: boolean };

export interface ContentFetcher {
  /** Never rejects. What is kept is answered at once; for anything else `mayCall` is asked, where it is given. */
  fetch(of: CompiledSource, rendered: RenderedRequest, mayCall?: () => boolean): Promise<Fetched>;
}

/** Even with `cache_seconds` 0: whoever waited for an answer is to get it when their turn comes again. */
const LEAST_KEPT_MS = 5_000;
const MAX_KEPT = 2_000;
const MAX_KEPT_CHARACTERS = 32_000_000;
/** Of one service. A page sends 300 messages a second, and answers take some 100 ms. */
const AT_ONCE = 128;
const MAX_ORIGINS = 200;
const SHOWN = 4_000;

interface Kept {
  fetched: Fetched;
  fromMs: number;
  untilMs: number;
  characters: number;
}

interface Origin {
  breaker: Breaker;
  running: number;
  waiting: (() => void)[];
}

/** @param nowMs the time of day, for the breaker's words and for how long an answer is kept */
export function createContentFetcher(connectors: Connectors, nowMs: () => number): ContentFetcher {
  const kept = new Map<string, Kept>();
  const underWay = new Map<string, Promise<Fetched>>();
  const origins = new Map<string, Origin>();
  let characters = 0;

  const forget = (key: string): void => {
    characters -= kept.get(key)?.characters ?? 0;
    kept.delete(key);
  };
  const keep = (key: string, { source }: CompiledSource, fetched: Fetched, length: number): void => {
    forget(key);
    if (!fetched.ok) return;
    const fromMs = nowMs();
    const untilMs = fromMs + Math.max(LEAST_KEPT_MS, source.cache_seconds * 1_000);
    kept.set(key, { fetched, fromMs, untilMs, characters: length });
    characters += length;
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT && characters <= MAX_KEPT_CHARACTERS) break;
      forget(oldest);
    }
  };
  const originOf = (url: string): Origin => {
    const { origin } = new URL(url);
    const known = origins.get(origin) ?? { breaker: createBreaker(), running: 0, waiting: [] };
    origins.delete(origin); // the map's order is the order of use
    origins.set(origin, known);
    for (const [oldest, { running }] of origins) {
      if (origins.size <= MAX_ORIGINS) break;
      if (running === 0) origins.delete(oldest);
    }
    return known;
  };
  const call = async (key: string, of: CompiledSource, rendered: RenderedRequest): Promise<Fetched> => {
    const origin = originOf(rendered.url);
    await turn(origin);
    try {
      const request = createMask(secretsOf(of)).request(rendered);
      if (!origin.breaker.mayCall(nowMs()))
        return outage(origin.breaker.words(new URL(rendered.url).origin), request);
      const { fetched, length } = await callOnce(connectors, of, {
        rendered,
        breaker: origin.breaker,
        nowMs,
      });
      keep(key, of, fetched, length);
      return fetched;
    } finally {
      origin.running -= 1;
      origin.waiting.shift()?.();
    }
  };
  return {
    fetch(of, rendered, mayCall) {
      const key = JSON.stringify([rendered.url, rendered.headers]);
      const found = kept.get(key);
      const now = nowMs(); // may have been set back
      if (found && now >= found.fromMs && now < found.untilMs) {
        kept.delete(key); // the map's order is the order of use
        kept.set(key, found);
        return Promise.resolve(found.fetched);
      }
      const known = underWay.get(key);
      if (known === undefined && mayCall?.() === false) return Promise.resolve(tooMany(of, rendered));
      const running = known ?? call(key, of, rendered).finally(() => underWay.delete(key));
      underWay.set(key, running);
      return running;
    },
  };
}

const tooMany = (of: CompiledSource, rendered: RenderedRequest): Fetched => ({
  ...{
    ok: false,
    isOutage: false,
    why: 'It was not asked: many addresses were, this minute. Look again in a minute',
  },
  ...{ request: createMask(secretsOf(of)).request(rendered), status: null, answer: '', durationMs: 0 },
});

const outage = (why: string | null, request: ShownRequest): Fetched => ({
  ...{ ok: false, isOutage: true, why: why ?? 'The service fails, and is left alone for a while' },
  ...{ request, status: null, answer: '', durationMs: 0 },
});

async function turn(origin: Origin): Promise<void> {
  while (origin.running >= AT_ONCE) await new Promise<void>((resolve) => origin.waiting.push(resolve));
  origin.running += 1;
}

const secretsOf = ({ call }: CompiledSource): string[] =>
  call.headers.filter(({ secret }) => secret).map(({ value }) => value);

async function callOnce(
  connectors: Connectors,
  of: CompiledSource,
  { rendered, breaker, nowMs }: { rendered: RenderedRequest; breaker: Breaker; nowMs: () => number },
): Promise<{ fetched: Fetched; length: number }> {
  const pass = breaker.begin();
  const result = await connectors.call(rendered, of.call);
  const health = readHealth(result, new Date(nowMs()));
  breaker.record(pass, health, nowMs());
  const mask = createMask(secretsOf(of));
  const body = result.kind === 'answered' ? result.body : result.message;
  const shown = {
    request: mask.request(rendered),
    status: result.kind === 'answered' ? result.status : null,
    answer: mask.cut(body, SHOWN),
    durationMs: Math.round(result.durationMs),
  };
  if (result.kind !== 'answered')
    return {
      fetched: { ...shown, ok: false, why: mask.text(result.message), isOutage: health.kind === 'failing' },
      length: 0,
    };
  if (result.status < 200 || result.status > 299) {
    const why = `It answered ${result.status}.`;
    return { fetched: { ...shown, ok: false, why, isOutage: health.kind === 'failing' }, length: 0 };
  }
  const content = readContent(body);
  const read = content.ok ? content : { ...content, isOutage: false };
  return { fetched: { ...shown, ...read }, length: body.length };
}
