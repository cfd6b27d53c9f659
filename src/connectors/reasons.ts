// Why a connector's call did not succeed, by the key the ledger keeps: in plain words, who mends it and how. Data.
import type { Explanation } from '../kit/remedy.ts';

const TRIED_AGAIN = 'It is tried again, as often and as long as the request says.';
const FAILS = 'The delivery fails; the same call would be refused again.';
const MAY_HAVE_IT = 'The delivery fails: it may have been acted on, so it is not sent again.';

const READ_ANSWER = 'Read its answer in the attempt and correct the request.';

type Row = Omit<Explanation, 'does'> & { does?: string };

/** Statuses that say more than their class does. The title gets the status behind it. */
const STATUSES: Record<number, Row> = {
  400: { title: 'The receiver found the request wrong', remedy: READ_ANSWER, who: 'you', again: 'no' },
  401: {
    title: 'The receiver wants credentials',
    remedy: 'Set or renew the Authorization header, or the OAuth credentials.',
    who: 'you',
    again: 'once_mended',
  },
  403: {
    title: 'The receiver does not allow it',
    remedy: 'Check what the credentials are permitted to do.',
    who: 'receiver',
    again: 'once_mended',
  },
  404: {
    title: 'There is nothing at this address',
    remedy: 'Check the URL, and the values it is built from.',
    who: 'you',
    again: 'once_mended',
  },
  405: {
    title: 'The address does not take this method',
    remedy: 'Choose another method.',
    who: 'you',
    again: 'no',
  },
  408: {
    title: 'The receiver gave up waiting',
    remedy: 'Ask whoever runs it.',
    who: 'receiver',
    again: 'now',
  },
  409: {
    title: 'The receiver reports a conflict',
    remedy: 'Read its answer in the attempt.',
    who: 'receiver',
    again: 'no',
  },
  410: { title: 'What was at this address is gone', remedy: 'Change the URL.', who: 'you', again: 'no' },
  413: { title: 'The receiver finds the body too large', remedy: 'Send less.', who: 'you', again: 'no' },
  415: {
    title: 'The receiver does not read this content type',
    remedy: 'Choose another body kind or content type.',
    who: 'you',
    again: 'no',
  },
  422: { title: 'The receiver could not use the values', remedy: READ_ANSWER, who: 'you', again: 'no' },
  429: {
    title: 'The receiver wants fewer calls',
    remedy: 'Set a lower rate for the campaign.',
    who: 'you',
    again: 'now',
  },
};

/** Every other status by its class. A 2xx that is no success may have been acted on: it is never sent again. */
const CLASSES: Record<number, Row> = {
  2: {
    title: 'The receiver’s answer does not count as success',
    remedy: 'Which statuses do, stands under “Answer and retries” of the request.',
    who: 'you',
    again: 'no',
    does: MAY_HAVE_IT,
  },
  3: {
    title: 'The receiver sent the call elsewhere',
    remedy: 'Enter the final URL, or allow redirects under “Answer and retries” of the request.',
    who: 'you',
    again: 'no',
  },
  4: { title: 'The receiver refused the call', remedy: READ_ANSWER, who: 'you', again: 'no' },
  5: { title: 'The receiver failed', remedy: 'Ask whoever runs it.', who: 'receiver', again: 'now' },
};

const OTHERS: Record<string, Explanation> = {
  answer_condition: {
    title: 'The receiver’s answer does not say what counts as success',
    remedy: 'Read its answer in the attempt; the condition stands under “Answer and retries” of the request.',
    who: 'receiver',
    again: 'once_mended',
    does: FAILS,
  },
  answer_not_json: {
    title: 'The receiver’s answer is not JSON, so its condition cannot be checked',
    remedy:
      'Read its answer in the attempt. If it is cut off, allow longer answers; else remove the condition.',
    who: 'you',
    again: 'no',
    does: MAY_HAVE_IT,
  },
  address_refused: {
    title: 'The address is a private or special one, and connectors may call public ones only',
    remedy: 'Use a public address, or start Talaria with ALLOW_PRIVATE_ADDRESSES=true if this one is yours.',
    who: 'you',
    again: 'once_mended',
    does: 'Nothing was sent; the delivery fails.',
  },
  oauth_token_refused: {
    title: 'The token endpoint gave no access token',
    remedy: 'Read its answer in the attempt; check token URL, client id, client secret and scope.',
    who: 'you',
    again: 'once_mended',
    does: 'Nothing was sent; the delivery fails. The endpoint is asked once a minute at most.',
  },
  oauth_token_unreachable: {
    title: 'The token endpoint could not be reached, or failed',
    remedy: 'Check the token URL, or ask whoever runs it.',
    who: 'receiver',
    again: 'now',
    does: TRIED_AGAIN,
  },
};

/** Words for a key such as `http_404` or `answer_condition:data.ok`; null when it is none of a connector's. */
export function explainConnectorReason(reason: string): Explanation | null {
  const status = /^http_([2-5]\d\d)$/.exec(reason)?.[1];
  if (status !== undefined) return explainStatus(Number(status));
  const at = reason.indexOf(':');
  const key = at < 0 ? reason : reason.slice(0, at);
  const known = Object.hasOwn(OTHERS, key) ? OTHERS[key] : undefined;
  if (known === undefined || at < 0) return known ?? null;
  return { ...known, title: `${known.title}: ${reason.slice(at + 1)}` };
}

const complete = (row: Row): Explanation => ({ does: row.again === 'now' ? TRIED_AGAIN : FAILS, ...row });

function explainStatus(status: number): Explanation | null {
  const row = STATUSES[status] ?? CLASSES[Math.floor(status / 100)];
  if (row === undefined) return null;
  return { ...complete(row), title: `${row.title} (${status})` };
}

/** Every reason with its words and the classes of statuses: for the printed table. */
export function listConnectorReasons(): [key: string, Explanation][] {
  const statuses = Object.keys(STATUSES).map((status) => `http_${status}`);
  const classes = Object.entries(CLASSES).map(([digit, row]): [string, Explanation] => [
    `http_${digit}xx`,
    complete(row),
  ]);
  const known = statuses.flatMap((key): [string, Explanation][] => {
    const words = explainConnectorReason(key);
    return words ? [[key, words]] : [];
  });
  return [...known, ...classes, ...Object.entries(OTHERS)];
}
