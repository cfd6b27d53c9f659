// Whether the addresses a message leads to answer at all: asked once before publishing, through the address guard.
import { connectorRequest } from '../connectors/connector.contract.ts';
import { listLinks } from '../policy/lint.ts';
import type { Callers } from './callers.ts';
import { composeBody } from './compose.ts';
import type { ComposedMessage } from './message.contract.ts';

export interface CheckedLink {
  /** Path into the composed message. */
  field: string;
  url: string;
  state: 'ok' | 'dead' | 'unknown';
  /** What was found, in words. */
  detail: string;
}

const MAX_LINKS = 30;
const AT_ONCE = 5;
/** Like a browser's: some servers answer nobody else. */
const HEADERS = { 'user-agent': 'Mozilla/5.0 (compatible; Talaria link check)', accept: 'text/html,*/*' };

/** The addresses of a message that are the same for everybody, each asked once. */
export async function checkLinks(callers: Callers, message: ComposedMessage): Promise<CheckedLink[]> {
  const links = listLinks(composeBody(message)).slice(0, MAX_LINKS);
  const checked: CheckedLink[] = [];
  while (checked.length < links.length) {
    const portion = links.slice(checked.length, checked.length + AT_ONCE);
    const found = await Promise.all(
      portion.map(async ({ field, text }) => ({ field, ...(await checkLink(callers, text)) })),
    );
    checked.push(...found);
  }
  return checked;
}

async function checkLink({ connectors }: Callers, url: string): Promise<Omit<CheckedLink, 'field'>> {
  const rules = connectorRequest.parse({ url, method: 'GET', follow_redirects: 5, max_response_kb: 1 });
  const result = await connectors.call({ method: 'GET', url, headers: HEADERS, body: null }, rules);
  if (result.kind === 'not_sent' && result.reason === 'address_refused')
    return { url, state: 'dead', detail: 'It is an address of a private network: nobody else can open it.' };
  if (result.kind !== 'answered') return { url, state: 'dead', detail: result.message };
  const { status } = result;
  if (status < 400) return { url, state: 'ok', detail: `Answers with ${status}.` };
  if (status === 404 || status === 410)
    return { url, state: 'dead', detail: `There is nothing (${status}).` };
  // 401, 403 and 429 say more about who asks than about the page.
  return { url, state: 'unknown', detail: `Answers with ${status}.` };
}
