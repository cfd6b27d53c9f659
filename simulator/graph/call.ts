// One Graph call as handlers see it, whatever its encoding was: query and body merged, objects in form fields parsed
// on demand. Batch items become calls too.
import type { Page } from '../world/apps.ts';
import type { World } from '../world/world.ts';
import { invalidParameter } from './errors.ts';

export interface GraphCall {
  readonly world: World;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The version that serves the call. */
  readonly version: string;
  /** Path parts after the version. */
  readonly parts: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly token: string | null;
}

/** What a handler answers. `sentTo` marks an accepted send, which some faults wait for. */
export interface GraphReply {
  body: unknown;
  headers?: Record<string, string>;
  sentTo?: { page: Page; psid: string };
}

/** A text parameter; numbers and booleans count as text, as they do in a query. */
export function findText(params: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = params[name];
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

export function getText(params: Readonly<Record<string, unknown>>, name: string): string {
  const value = findText(params, name);
  if (value === undefined || value === '') throw invalidParameter(`The parameter ${name} is required.`);
  return value;
}

/** An object or list: as such in JSON bodies, as JSON text in form bodies and queries. */
export function findJson(params: Readonly<Record<string, unknown>>, name: string): unknown {
  const value = params[name];
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw invalidParameter(`Param ${name} must be valid JSON.`);
  }
}

/** A comma list, or a JSON list, of names. */
export function findList(params: Readonly<Record<string, unknown>>, name: string): string[] {
  const value = params[name];
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string') return [];
  const names = value.startsWith('[') ? (findJson(params, name) as unknown[]) : value.split(',');
  return names.map((item) => String(item).trim()).filter((item) => item !== '');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `limit` of a paged call: 25 by default, at most `max`. */
export function readLimit(params: Readonly<Record<string, unknown>>, max: number): number {
  const text = findText(params, 'limit');
  if (text === undefined) return Math.min(25, max);
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1)
    throw invalidParameter('Param limit must be a positive integer.');
  return Math.min(limit, max);
}

/** The platform's notation of an instant: `2026-11-01T10:00:00+0000`. */
export function graphTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, '+0000');
}
