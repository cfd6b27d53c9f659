// What of the form stays when somebody else changed the draft.
import { expect, test } from 'vitest';
import type { CampaignDefinition } from '../../../api/types.ts';
import { newDefinition } from '../messageTemplates.ts';
import { keepForm, sameJson } from './keepForm.ts';

const row = (name: string) => ({ name, value: '', secret: false });
const request = (url: string, ...names: string[]) => ({
  ...{ method: 'POST', url, headers: [], body: { kind: 'none' } },
  params: names.map(row),
});
const definition = (over: object): CampaignDefinition => ({
  ...newDefinition({
    page_id: null,
    message: null,
    request: request('https://a.example', 'id', '') as never,
  }),
  ...over,
});

test('a row that is still blank stays when others changed something else', () => {
  const form = definition({});
  const stored = definition({ segment_id: 'seg_1', request: request('https://a.example', 'id') });
  const next = keepForm(form, stored);
  expect(next.segment_id).toBe('seg_1');
  expect(next.request).toBe(form.request);
});

test('what others changed is taken', () => {
  const stored = definition({ request: request('https://b.example', 'id') });
  expect(keepForm(definition({}), stored).request?.url).toBe('https://b.example');
});

test('values are compared whatever the order of their keys', () => {
  expect(sameJson({ a: 1, b: [{ c: 2, d: undefined }] }, { b: [{ c: 2 }], a: 1 })).toBe(true);
  expect(sameJson([1, 2], [2, 1])).toBe(false);
  expect(sameJson({}, [])).toBe(false);
  expect(sameJson(null, {})).toBe(false);
});
