// The list of faults in force. For each Graph call and each webhook event the first fault that matches and whose
// dice fall is the one that strikes; latencies add up beside it.
import type { Random } from '../world/random.ts';
import type { Fault, GraphAction, GraphMatch, WebhookAction, WebhookMatch } from './fault.contract.ts';

interface Armed {
  fault: Fault;
  path: RegExp | null;
  fired: number;
}

export interface GraphSubject {
  method: string;
  /** Without version, with leading slash. */
  path: string;
  psid: string | null;
  pageId: string | null;
}

export interface WebhookSubject {
  field: string;
  psid: string | null;
  pageId: string;
}

export class Faults {
  private readonly random: Random;
  private armed: Armed[] = [];

  constructor(random: Random) {
    this.random = random;
  }

  replace(faults: readonly Fault[]): void {
    this.armed = faults.map((fault) => ({
      fault,
      path:
        fault.match.kind === 'graph' && fault.match.path !== undefined
          ? globToRegExp(fault.match.path)
          : null,
      fired: 0,
    }));
  }

  list(): (Fault & { fired: number })[] {
    return this.armed.map(({ fault, fired }) => ({ ...fault, fired }));
  }

  pickGraph(subject: GraphSubject): GraphAction | null {
    const struck = this.pick(
      ({ fault, path }) =>
        fault.match.kind === 'graph' &&
        fault.action.type !== 'latency' &&
        matchesGraph(fault.match, path, subject),
    );
    return struck as GraphAction | null;
  }

  /** How long the call is held up before anything else happens, real ms: every latency that matches. */
  latencyOf(subject: GraphSubject): number {
    let ms = 0;
    for (const armed of this.armed) {
      const { match, action } = armed.fault;
      if (match.kind !== 'graph' || action.type !== 'latency' || !matchesGraph(match, armed.path, subject))
        continue;
      if (this.strikes(armed)) ms += drawLatency(this.random, action.median_ms, action.p99_ms);
    }
    return ms;
  }

  pickWebhook(subject: WebhookSubject): WebhookAction | null {
    const struck = this.pick(
      ({ fault }) => fault.match.kind === 'webhook' && matchesWebhook(fault.match, subject),
    );
    return struck as WebhookAction | null;
  }

  private pick(matches: (armed: Armed) => boolean): Fault['action'] | null {
    for (const armed of this.armed) {
      if (matches(armed) && this.strikes(armed)) return armed.fault.action;
    }
    return null;
  }

  /** Casts the dice of a fault that matches, and counts it. */
  private strikes(armed: Armed): boolean {
    const { times, probability } = armed.fault;
    if (times !== undefined && armed.fired >= times) return false;
    if (!this.random.chance(probability)) return false;
    armed.fired++;
    return true;
  }
}

/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.3263;
/** No call is held up longer than this many times the 99th percentile. */
const LONGEST_P99S = 5;

/** A log-normal draw with that median and 99th percentile, ms. */
function drawLatency(random: Random, medianMs: number, p99Ms: number): number {
  const sigma = Math.log(p99Ms / medianMs) / Z99;
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return Math.min(LONGEST_P99S * p99Ms, medianMs * Math.exp(sigma * normal));
}

function matchesGraph(match: GraphMatch, path: RegExp | null, subject: GraphSubject): boolean {
  return (
    (match.method === undefined || match.method === subject.method) &&
    (path === null || path.test(subject.path)) &&
    (match.psid === undefined || match.psid === subject.psid) &&
    (match.page_id === undefined || match.page_id === subject.pageId)
  );
}

function matchesWebhook(match: WebhookMatch, subject: WebhookSubject): boolean {
  return (
    (match.field === undefined || match.field === subject.field) &&
    (match.psid === undefined || match.psid === subject.psid) &&
    (match.page_id === undefined || match.page_id === subject.pageId)
  );
}

/** `*` stands for any text, everything else for itself; a missing leading slash is added. */
function globToRegExp(glob: string): RegExp {
  const path = glob.startsWith('/') || glob.startsWith('*') ? glob : `/${glob}`;
  const pattern = path
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`);
}
