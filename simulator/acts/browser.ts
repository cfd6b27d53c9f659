// The browser in people's phones, and the platform's preview fetcher: opens links of messages, but only on hosts that the
// settings name, so that a campaign with a thousand clicks never becomes load on somebody else's machine.
import { Agent } from 'undici';
import type { Random } from '../world/random.ts';
import type { Settings } from '../world/settings.ts';

const PHONES = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
];
const SCRAPER = 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)';
const REDIRECT_LIMIT = 5;
/** Visits under way or waiting; what comes on top is not made. */
const QUEUE_LIMIT = 10_000;

export interface Visit {
  url: string;
  by: 'phone' | 'scraper';
  /** Of the last answer; null when there was none. */
  status: number | null;
  /** Where redirects led; not fetched when its host is not allowed. */
  ended_at: string;
  /** Why it ended without an answer. */
  problem: string | null;
}

export interface BrowserNeeds {
  random: Random;
  settings: () => Settings;
}

export class Browser {
  readonly counts = { visits: 0, not_allowed: 0, failed: 0 };
  private readonly needs: BrowserNeeds;
  private readonly agent = new Agent({ connections: 32, pipelining: 1, connect: { timeout: 5_000 } });
  private underWay = 0;

  constructor(needs: BrowserNeeds) {
    this.needs = needs;
  }

  /** Opens the address and follows redirects to allowed hosts. Never throws. */
  async open(url: string, by: Visit['by']): Promise<Visit> {
    const visit: Visit = { url, by, status: null, ended_at: url, problem: null };
    if (this.underWay >= QUEUE_LIMIT) return { ...visit, problem: 'too many visits are under way' };
    this.underWay++;
    this.counts.visits++;
    const userAgent = by === 'scraper' ? SCRAPER : this.needs.random.pick(PHONES);
    try {
      await this.follow(visit, userAgent);
    } catch (error) {
      this.counts.failed++;
      visit.problem = error instanceof Error ? error.message || error.name : String(error);
    }
    this.underWay--;
    return visit;
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private async follow(visit: Visit, userAgent: string): Promise<void> {
    for (let hop = 0; hop <= REDIRECT_LIMIT; hop++) {
      const target = new URL(visit.ended_at);
      if (!this.isAllowed(target)) {
        if (hop === 0) this.counts.not_allowed++;
        visit.problem = hop === 0 ? `settings links.hosts does not name ${target.hostname}` : null;
        return;
      }
      const { timeout_ms } = this.needs.settings().links;
      const response = await this.agent.request({
        origin: target.origin,
        path: target.pathname + target.search,
        method: 'GET',
        headers: { 'user-agent': userAgent, accept: 'text/html,*/*;q=0.8', 'accept-language': 'en-US,en' },
        headersTimeout: timeout_ms,
        bodyTimeout: timeout_ms,
      });
      await response.body.dump();
      visit.status = response.statusCode;
      const { location } = response.headers;
      if (response.statusCode < 300 || response.statusCode >= 400 || typeof location !== 'string') return;
      visit.ended_at = new URL(location, target).href;
    }
    visit.problem = `more than ${REDIRECT_LIMIT} redirects`;
  }

  private isAllowed({ protocol, hostname }: URL): boolean {
    if (protocol !== 'http:' && protocol !== 'https:') return false;
    return this.needs.settings().links.hosts.some((pattern) => matches(pattern, hostname));
  }
}

/** `*` stands for any text. Hosts are short and patterns few, so no pattern is compiled ahead. */
function matches(pattern: string, hostname: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return hostname === first;
  if (!hostname.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = hostname.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return hostname.endsWith(last) && hostname.length - last.length >= at;
}
