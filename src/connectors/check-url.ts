// Whether a rendered URL may be called at all. What address it leads to is checked when the connection is made.

const MAX_LENGTH = 8000;
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?=[/?#]|$)/i;

/** What is wrong with a URL, as the rest of a sentence that begins with "The URL"; null: nothing. */
export function findUrlFault(text: string): string | null {
  if (text.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  if (!URL.canParse(text)) return 'is not a complete address such as https://example.com/path';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://';
  if (url.username !== '' || url.password !== '')
    return 'must not contain a user name or password; use an Authorization header';
  // A value '..' inside a path would lead to another path than the one written.
  if (DOT_SEGMENT.test(text.split(/[?#]/, 1)[0] ?? ''))
    return 'must not contain "." or ".." as a part of its path';
  return null;
}

/** The URL with parameters added to those it has. Its own spelling is kept; a #fragment, which is never sent, goes. */
export function addParams(text: string, params: string[]): string {
  const url = new URL(text);
  url.hash = '';
  if (params.length > 0)
    url.search = [url.search.slice(1), ...params].filter((part) => part !== '').join('&');
  return url.href;
}
