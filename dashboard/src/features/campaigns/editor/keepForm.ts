// The form after somebody else changed the draft: the parts they left alone stay as they are in hand, rows half typed included, so that
// nothing under the cursor moves. Pure.
import type { CampaignDefinition } from '../../../api/types.ts';
import { toWire } from './wire.ts';

export function keepForm(form: CampaignDefinition, stored: CampaignDefinition): CampaignDefinition {
  const sent = toWire(form);
  const isSame = (key: keyof CampaignDefinition): boolean => sameJson(sent[key], stored[key]);
  const kept = (Object.keys(stored) as (keyof CampaignDefinition)[]).map((key) => [
    key,
    isSame(key) ? form[key] : stored[key],
  ]);
  return Object.fromEntries(kept) as CampaignDefinition;
}

/** Whatever the order of keys; what is undefined is not there. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameJson(a[key], b[key]));
}
