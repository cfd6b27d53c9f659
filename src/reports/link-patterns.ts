// Links that are personalised have another address for everybody; a report counts them as the one link that was composed.
// Pure: from the plan's message to patterns for SQL's `like`.

export interface LinkPattern {
  /** As composed: https://shop.example/orders/{{ order_id }} */
  url: string;
  /** https://shop.example/orders/% */
  pattern: string;
}

const MAX_LINKS = 100;
const MAX_DEPTH = 10;
/** From the first tag to the last, because either branch of a condition may be taken; and each value. */
const LOGIC = /\{%.*%\}/s;
const VALUE = /\{\{.*?\}\}/s;

/**
 * The personalised links of a message, the most specific first. Not those whose host is personalised too: of them the
 * addresses themselves tell more.
 */
export function listLinkPatterns(message: unknown): LinkPattern[] {
  const urls = [...new Set(listUrls(message, 0))].slice(0, MAX_LINKS);
  return urls
    .filter((url) => LOGIC.test(url) || VALUE.test(url))
    .map((url) => ({ url, literals: url.split(LOGIC).flatMap((part) => part.split(VALUE)) }))
    .filter(({ literals }) => /^https?:\/\/[^/]+\/|^https?:\/\/[^/]+\?/i.test(literals[0] ?? ''))
    .toSorted((one, other) => sizeOf(other.literals) - sizeOf(one.literals))
    .map(({ url, literals }) => ({ url, pattern: literals.map(escapeLike).join('%') }));
}

const sizeOf = (literals: string[]): number => literals.reduce((sum, text) => sum + text.length, 0);

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

function listUrls(value: unknown, depth: number): string[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  const within = Object.values(value).flatMap((item) => listUrls(item, depth + 1));
  const isLink = 'type' in value && value.type === 'web_url' && 'url' in value;
  return isLink && typeof value.url === 'string' ? [value.url, ...within] : within;
}
