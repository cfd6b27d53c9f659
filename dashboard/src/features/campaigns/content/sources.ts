// Connected content in the form. Pure.
import type { CampaignDefinition } from '../../../api/types.ts';

export type Source = CampaignDefinition['content'][number];
export const MAX_SOURCES = 5;

export function newSource(others: readonly Source[]): Source {
  const name = ['offer', 'shop', 'weather', 'stock', 'more'].find((one) =>
    others.every((other) => other.name !== one),
  );
  return {
    name: name ?? `source${others.length + 1}`,
    url: '',
    headers: [],
    cache_seconds: 300,
    on_failure: 'skip',
  };
}
