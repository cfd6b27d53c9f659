// A campaign's definition as somebody would write it by hand: without what is as it would be anyway. Pure.
import { isDeepStrictEqual } from 'node:util';
import { campaignDefinition } from '../../campaigns/campaign.contract.ts';
import { asJson } from '../../campaigns/revision.content.ts';

/** JSON of a file or an answer. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The definition without what its schema would fill in again. A service of a newer version may know more than this one: what
 * would be lost that way stays, all of it.
 */
export function shorten(definition: Json): Json {
  const short = asJson(definition);
  const same = () => {
    const { success, data } = campaignDefinition.safeParse(short);
    return success && isDeepStrictEqual(asJson(data), definition);
  };
  if (same()) leaveOut(short, same);
  return short;
}

/** Tries each key, the outer ones first: with a part everything in it goes. What stays stands in its old order. */
function leaveOut(part: unknown, same: () => boolean): void {
  if (Array.isArray(part)) for (const item of part) leaveOut(item, same);
  if (!isObject(part)) return;
  const entries = Object.entries(part);
  const kept = entries.filter(([key, value]) => {
    delete part[key];
    if (same()) return false;
    part[key] = value;
    leaveOut(value, same);
    return true;
  });
  for (const [key] of kept) delete part[key];
  Object.assign(part, Object.fromEntries(kept));
}
