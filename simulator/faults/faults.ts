// The list of faults in force. For each Graph call and each webhook event the first fault that matches and whose
// dice fall is the one that strikes.
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
      ({ fault, path }) => fault.match.kind === 'graph' && matchesGraph(fault.match, path, subject),
    );
    return struck as GraphAction | null;
  }

  pickWebhook(subject: WebhookSubject): WebhookAction | null {
    const struck = this.pick(
      ({ fault }) => fault.match.kind === 'webhook' && matchesWebhook(fault.match, subject),
    );
    return struck as WebhookAction | null;
  }

  private pick(matches: (armed: Armed) => boolean): Fault['action'] | null {
    for (const armed of this.armed) {
      if (armed.fault.times !== undefined && armed.fired >= armed.fault.times) continue;
      if (!matches(armed) || !this.random.chance(armed.fault.probability)) continue;
      armed.fired++;
      return armed.fault.action;
    }
    return null;
  }
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
