// What the platform says about a Page's conduct: `page_status`, the `business_integrity` webhook (the same fields) and the
// older `messaging_policy_enforcement`. Pure; nothing is refused for its shape, because each is a signal and no contract.
import { findObject, findText, isObject, type JsonObject } from './lossless-json.ts';

export const STANDINGS = ['ok', 'warning', 'restricted', 'suspended'] as const;
export type Standing = (typeof STANDINGS)[number];

export interface Statement {
  state: Standing;
  /** A Page that may only not publish can still send messages. */
  stopsSending: boolean;
  /** When it ends by itself, as far as the platform says. */
  until: Date | null;
  /** In words, as far as the platform gives any. */
  because: string | null;
}

const FEATURES: Record<string, string> = {
  page_publish: 'publishing',
  page_read_only: 'everything but reading',
  page_messaging: 'messages',
  page_messaging_api: 'messages sent by apps',
};
/** The platform names no other feature (Pages API, integrity webhook); one we do not know is taken to stop messages. */
const HARMLESS = new Set(['page_publish']);
const MAX_WORDS = 500;

/** null: it says no state we know. `saidAt` decides which restrictions have ended already. */
export function readIntegrity(said: unknown, saidAt: Date): Statement | null {
  const about = findStatement(said);
  const state = STANDINGS.find((one) => one === findText(about, 'status')?.toLowerCase());
  if (about === undefined || state === undefined) return null;
  const restrictions = readList(about['restrictions']).map(readRestriction);
  const active = restrictions.filter(({ until }) => until === null || until > saidAt);
  const stopping = active.filter(({ feature }) => !HARMLESS.has(feature));
  const isBad = state === 'restricted' || state === 'suspended';
  const counted = stopping.length > 0 ? stopping : active;
  const ends = counted.map(({ until }) => until);
  const isEnding = ends.length > 0 && ends.every((until) => until !== null);
  return {
    state,
    stopsSending: isBad && (stopping.length > 0 || restrictions.length === 0),
    until: isBad && isEnding ? new Date(Math.max(...ends.map(Number))) : null,
    because: state === 'ok' ? null : describe(about, active),
  };
}

/** How long a warning is worth showing: the platform never takes one back. */
const WARNING_DAYS = 30;

/** `{"policy_enforcement":{"action":"warning|block|unblock","reason":"…"}}`; no reason when it ends (webhook events). */
export function readEnforcement(said: unknown, saidAt: Date): Statement | null {
  const outer = isObject(said) ? (findObject(said, 'value') ?? said) : undefined;
  const about = outer && (findObject(outer, 'policy_enforcement') ?? outer);
  const because = findText(about, 'reason')?.trim().slice(0, MAX_WORDS) || null;
  switch (findText(about, 'action')?.toLowerCase()) {
    case 'block':
      return { state: 'restricted', stopsSending: true, until: null, because };
    case 'warning':
      return {
        state: 'warning',
        stopsSending: false,
        until: new Date(saidAt.getTime() + WARNING_DAYS * 86_400_000),
        because,
      };
    case 'unblock':
      return { state: 'ok', stopsSending: false, until: null, because: null };
    default:
      return null;
  }
}

/** As a node, in a list of one, or as the value of a change. */
function findStatement(said: unknown): JsonObject | undefined {
  if (!isObject(said)) return undefined;
  const { data } = said;
  if (Array.isArray(data)) return isObject(data[0]) ? data[0] : undefined;
  return findObject(said, 'data') ?? findObject(said, 'value') ?? said;
}

interface Restriction {
  feature: string;
  until: Date | null;
}

function readRestriction(given: JsonObject): Restriction {
  const seconds = Number(findText(given, 'expiration_time') ?? Number.NaN);
  // Integrity samples carry seconds; beyond the year 5138 they would be milliseconds.
  const ms = seconds < 1e11 ? seconds * 1000 : seconds;
  return {
    feature: findText(given, 'feature') ?? '',
    until: ms > 0 && ms < 8.64e15 ? new Date(ms) : null,
  };
}

function describe(about: JsonObject, active: readonly Restriction[]): string | null {
  const features = [...new Set(active.map(({ feature }) => FEATURES[feature] ?? feature))].filter(Boolean);
  const violations = readList(about['violations']).map((violation) =>
    [findText(violation, 'type'), findText(violation, 'description')].filter(Boolean).join(': '),
  );
  const parts = [
    ...(features.length > 0 ? [`Restricted: ${features.join(', ')}`] : []),
    ...new Set(violations.filter(Boolean)),
  ];
  return parts.length === 0 ? null : parts.join('. ').slice(0, MAX_WORDS);
}

const readList = (value: unknown): JsonObject[] =>
  Array.isArray(value) ? value.slice(0, 50).filter(isObject) : [];
