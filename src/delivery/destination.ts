// Where a connector request goes: the Send API of a connected Page, or any other address. This decides lane, rate and
// rules, so it is found out once, from the address alone, and shown to the operator.
import { hasUserInfo } from '../kit/public-address.ts';
import { isGraphUrl, recogniseSendUrl } from '../messenger/send-api.ts';

export interface KnownPage {
  pageId: string;
  name: string;
  state: 'connected' | 'needs_token' | 'disconnected';
}

export interface Destination {
  kind: 'send_api' | 'connector' | 'unknown';
  pageId: string | null;
  pageName: string | null;
  explanation: string;
  /** What keeps it from being used, or null. */
  error: { message: string; remedy: string } | null;
}

/**
 * @param url as typed; Liquid in the query does not matter
 * @param chosenPageId the Page picked for an address that names none (/me/messages)
 */
export function findDestination(
  url: string,
  chosenPageId: string | null,
  pages: KnownPage[],
  graphUrl: string,
): Destination {
  if (hasUserInfo(url)) return withPassword();
  const send = recogniseSendUrl(url, graphUrl);
  if (send === null) return otherDestination(url, graphUrl);
  const usable = pages.filter((page) => page.state !== 'disconnected');
  const pageId = send.pageId === 'me' ? (chosenPageId ?? onlyOne(usable)) : send.pageId;
  if (pageId === null) {
    return sendApi(null, {
      message: 'The address does not say which Page sends.',
      remedy: usable.length === 0 ? 'Connect a Page first.' : 'Choose a Page.',
    });
  }
  const page = usable.find((one) => one.pageId === pageId);
  if (page === undefined) {
    return sendApi(null, {
      message: `The address names Page ${pageId}, which is not connected.`,
      remedy: 'Connect that Page under Pages, or put the id of a connected Page into the address.',
    });
  }
  return ofPage(page);
}

/** The same for a message that is composed: the Page that was chosen, or the only one there is. */
export function findPageDestination(chosenPageId: string | null, pages: KnownPage[]): Destination {
  const usable = pages.filter((page) => page.state !== 'disconnected');
  const pageId = chosenPageId ?? onlyOne(usable);
  const page = usable.find((one) => one.pageId === pageId);
  if (page !== undefined) return ofPage(page);
  return sendApi(null, {
    message: pageId === null ? 'No Page is chosen.' : `Page ${pageId} is not connected.`,
    remedy: usable.length === 0 ? 'Connect a Page first.' : 'Choose the Page that sends.',
  });
}

function ofPage(page: KnownPage): Destination {
  if (page.state !== 'needs_token') return sendApi(page, null);
  return sendApi(page, {
    message: `Page ${page.name} needs a new access token.`,
    remedy: 'Give it one under Pages.',
  });
}

const onlyOne = (pages: KnownPage[]): string | null =>
  pages.length === 1 ? (pages[0]?.pageId ?? null) : null;

function sendApi(page: KnownPage | null, error: Destination['error']): Destination {
  const explanation = page
    ? `Messenger Send API of the Page ${page.name}: up to 300 messages a second with its stored token; the messaging window is checked for every person.`
    : 'Messenger Send API.';
  return { kind: 'send_api', pageId: page?.pageId ?? null, pageName: page?.name ?? null, explanation, error };
}

/** What it says is not repeated: its password is in it. */
function withPassword(): Destination {
  const message = 'The address holds a user name or password.';
  const remedy = 'Take them out, and put "Basic …" into a secret Authorization header.';
  return { kind: 'unknown', pageId: null, pageName: null, explanation: message, error: { message, remedy } };
}

function otherDestination(url: string, graphUrl: string): Destination {
  const none = { pageId: null, pageName: null };
  if (isGraphUrl(url, graphUrl)) {
    const message = 'This is an address of the Graph API, but not the Send API.';
    const remedy = 'A campaign sends through https://graph.facebook.com/v26.0/PAGE_ID/messages.';
    return { kind: 'unknown', ...none, explanation: message, error: { message, remedy } };
  }
  const origin = /^https?:\/\/[^/?#{}\s@]+/i.exec(url)?.[0];
  if (origin === undefined) {
    const message = 'The address must begin with https:// and a host name.';
    const remedy =
      'For Messenger: https://graph.facebook.com/v26.0/PAGE_ID/messages. The host cannot be personalised.';
    return { kind: 'unknown', ...none, explanation: message, error: { message, remedy } };
  }
  const explanation = `A connector at ${origin}: what counts as success, and what is tried again, stands under “Answer and retries”.`;
  return { kind: 'connector', ...none, explanation, error: null };
}
