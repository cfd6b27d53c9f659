// What a preflight comes to, in the words of the review's head, the panel and the question before publishing.
import { expect, test } from 'vitest';
import type { CampaignDefinition, Preflight } from '../../../api/types.ts';
import { affectedWords } from './words.ts';

const finished: Preflight = {
  ...{ state: 'finished', revision: 1, is_current: true, because: null, started_at: '', finished_at: '' },
  ...{ total: 4, checked: 4, fine: 1, unreachable: 0, affected: 3, seconds_left: null, findings: [] },
};
const template = { name: 'x', language: 'en', language_attribute: null, header: null, body: [], buttons: [] };
const message = { kind: 'message' as const };
const hold = { kind: 'hold' as const, hours: 24 };
const utility = { kind: 'utility' as const, template };

test.each<[words: string | null, preflight: Preflight | null, routes: CampaignDefinition['routes']]>([
  ['3 people would get no message', finished, [message, hold]],
  ['1 person would get no message', { ...finished, affected: 1 }, [message]],
  ['3 people would get no message, or not the one you mean', finished, [message, utility]],
  [null, { ...finished, affected: 0 }, [message]],
  [null, { ...finished, state: 'running' }, [message]],
  [null, null, [message]],
])('%s', (words, preflight, routes) => {
  expect(affectedWords(preflight, { routes })).toBe(words);
});
