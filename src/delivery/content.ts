// What texts find under Content, for each person before their message is rendered. A lane waits for it a moment at most: whose
// content is not there by then comes again soon, and whose service fails waits for it to come back.
import { addMs, MINUTE_MS, SECOND_MS } from '../kit/clock.ts';
import { LACKING } from '../templates/lacking.ts';
import type { ContentFetcher, Fetched } from './content-fetcher.ts';
import type { CompiledSource } from './content-sources.ts';
import { type Addressee, type Prepared, scopeOf } from './prepare.ts';
import type { Settlement } from './settlement.ts';

/** How long a batch waits for the slowest. */
export const CONTENT_WAIT_MS = 500;
const COMES_AGAIN_MS = 2 * SECOND_MS;
/** How often a person is looked at again whose service fails, and for how long. */
const FAILING_AGAIN_MS = 30 * SECOND_MS;
export const PATIENCE_MS = 60 * MINUTE_MS;

export type Contents =
  | { kind: 'content'; content: Readonly<Record<string, unknown>> }
  /** It is not there yet. */
  | { kind: 'wait'; reason: string; isOutage: boolean }
  /** It never will be. */
  | { kind: 'skip'; reason: string };

export interface FetchedSource {
  name: string;
  /** null: its address could not be filled in for the person. */
  fetched: Fetched | null;
  why: string | null;
}

/** What is fetched from where, and the time that addresses tell. */
interface Fetching {
  fetcher: ContentFetcher;
  now: Date;
  /** Whether one more address may be called; absent: any number. */
  mayCall?: () => boolean;
}

/** Of one person, to the end: for a preview, a test and an example. */
export async function fetchAll(
  fetching: Fetching,
  sources: readonly CompiledSource[],
  to: Addressee,
): Promise<{ contents: Contents; fetched: FetchedSource[] }> {
  const found = await Promise.all(sources.map((one) => fetchFor(fetching, one, to)));
  const fetched = found.map(({ shown }) => shown);
  return { contents: combine(found.map(({ contents }) => contents)), fetched };
}

/**
 * Of a batch, by addressee; whoever needs none, or is sent nothing whatever their texts say, is not among them. What takes longer
 * than CONTENT_WAIT_MS is kept for the next time.
 * @param batch each as they were prepared without content
 */
export async function fetchForBatch(
  fetching: Fetching,
  batch: readonly { to: Addressee; prepared: Prepared }[],
): Promise<ReadonlyMap<Addressee, Contents>> {
  const lacking = batch.filter(({ prepared }) => prepared.saying.sources.length > 0 && !isSettled(prepared));
  if (lacking.length === 0) return new Map();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CONTENT_WAIT_MS);
  });
  const found = await Promise.all(
    lacking.map(
      async ({ to, prepared }) =>
        [to, await fetchSoon(fetching, prepared.saying.sources, { to, late })] as const,
    ),
  );
  clearTimeout(timer);
  return new Map(found);
}

/** By the policy, which does not look at texts: an open window is no matter of them. */
const isSettled = ({ kind, reason }: { kind: Prepared['kind']; reason?: string }): boolean =>
  kind !== 'call' &&
  reason !== undefined &&
  !/^(?:missing_attribute|do_not_send|template_error|invalid_json|invalid_url|unreadable_body|wrong_recipient)/.test(
    reason,
  );

async function fetchSoon(
  fetching: Fetching,
  sources: readonly CompiledSource[],
  { to, late }: { to: Addressee; late: Promise<unknown> },
): Promise<Contents> {
  const found = await Promise.all(
    sources.map((one) => {
      const reason = reasonOf(one);
      return Promise.race([
        fetchFor(fetching, one, to).then(({ contents }) => contents),
        late.then((): Contents => ({ kind: 'wait', reason, isOutage: false })),
      ]);
    }),
  );
  return combine(found);
}

const reasonOf = ({ source }: CompiledSource): string => `content_failed:${source.name}`;

async function fetchFor(
  { fetcher, now, mayCall }: Fetching,
  of: CompiledSource,
  to: Addressee,
): Promise<{ contents: Contents; shown: FetchedSource }> {
  const { name, on_failure } = of.source;
  const blank: Contents = { kind: 'content', content: { [name]: LACKING } };
  const rendered = of.request.render({ ...scopeOf(to), now }, 'skip');
  if (!rendered.ok) {
    const reason =
      rendered.reason === 'missing_attribute' ? `missing_attribute:${rendered.detail}` : reasonOf(of);
    const shown = { name, fetched: null, why: `${rendered.reason}: ${rendered.detail}` };
    return { contents: on_failure === 'blank' ? blank : { kind: 'skip', reason }, shown };
  }
  const fetched = await fetcher.fetch(of, rendered.request, mayCall);
  const shown = { name, fetched, why: fetched.ok ? null : fetched.why };
  if (fetched.ok) return { contents: { kind: 'content', content: { [name]: fetched.value } }, shown };
  if (on_failure === 'blank') return { contents: blank, shown };
  const { isOutage } = fetched;
  const contents: Contents = isOutage
    ? { kind: 'wait', reason: reasonOf(of), isOutage }
    : { kind: 'skip', reason: reasonOf(of) };
  return { contents, shown };
}

/** Who is skipped for one source need not wait for another. */
function combine(all: readonly Contents[]): Contents {
  const stop = all.find(({ kind }) => kind === 'skip') ?? all.find(({ kind }) => kind === 'wait');
  if (stop) return stop;
  const parts = all.flatMap((one) => (one.kind === 'content' ? [one.content] : []));
  return { kind: 'content', content: Object.assign(Object.create(null), ...parts) };
}

type Verdict = Pick<Settlement, 'state' | 'reason'> & Partial<Settlement>;

/**
 * Of somebody without their content. They wait for an hour at most, or until their message expires; so a service that is away for
 * some minutes costs a campaign nobody. Pure.
 */
export function verdictOf(
  contents: Exclude<Contents, { kind: 'content' }>,
  { expiresAt, now }: { expiresAt: Date | null; now: Date },
): Verdict {
  const { reason } = contents;
  if (contents.kind === 'skip') return { state: 'skipped', reason };
  const until = expiresAt ?? addMs(now, PATIENCE_MS);
  const dueAt = addMs(now, contents.isOutage ? FAILING_AGAIN_MS : COMES_AGAIN_MS);
  return dueAt >= until
    ? { state: 'skipped', reason }
    : { state: 'pending', reason, dueAt, expiresAt: until };
}
