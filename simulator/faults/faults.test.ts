// Chaos for chosen endpoints: latencies that add to other faults, and presets.
import { expect, test } from 'vitest';
import { type Answer, openStory } from '../testing/story.ts';
import { createRandom } from '../world/random.ts';
import { faultsSchema } from './fault.contract.ts';
import { Faults } from './faults.ts';
import { PRESETS } from './presets.ts';

test('a latency has the median and the tail that were asked for, at its own endpoint only', () => {
  const faults = new Faults(createRandom('latency'));
  const action = { type: 'latency', median_ms: 100, p99_ms: 1000 };
  faults.replace(faultsSchema.parse([{ match: { kind: 'graph', path: '*/messages' }, action }]));
  const subject = { method: 'POST', path: '/1/messages', psid: null, pageId: null };
  const drawn = Array.from({ length: 20_000 }, () => faults.latencyOf(subject)).sort((a, b) => a - b);
  expect(drawn[10_000]).toBeGreaterThan(90);
  expect(drawn[10_000]).toBeLessThan(110);
  expect(drawn[19_800]).toBeGreaterThan(800);
  expect(drawn[19_800]).toBeLessThan(1250);
  expect(drawn.at(-1)).toBeLessThanOrEqual(5000);
  expect(faults.latencyOf({ ...subject, path: '/me' })).toBe(0);
  expect(faults.pickGraph(subject)).toBeNull();
});

test('a call is held up and then struck by the next fault', async () => {
  const story = await openStory();
  await story.control('PUT', '/sandbox/faults', [
    { match: { kind: 'graph' }, action: { type: 'latency', median_ms: 1, p99_ms: 2 } },
    { match: { kind: 'graph', path: '/me' }, action: { type: 'error', code: 2 } },
  ]);
  expect((await story.graph('/v26.0/me')).body.error.code).toBe(2);
  const fired = (await story.control('GET', '/sandbox/faults')).body.map((fault: Answer) => fault.fired);
  expect(fired).toEqual([1, 1]);
});

test('presets are lists of faults like any other, and are put in force by name', async () => {
  const story = await openStory();
  const presets = (await story.control('GET', '/sandbox/faults/presets')).body;
  for (const { faults } of presets) expect(faultsSchema.safeParse(faults).error).toBeUndefined();
  const inForce = (await story.control('PUT', '/sandbox/faults', { preset: 'outage' })).body;
  expect(inForce).toHaveLength(2);
  expect((await story.graph('/v26.0/me')).status).toBe(503);
  const unknown = await story.control('PUT', '/sandbox/faults', { preset: 'flood' });
  expect(unknown.body.error.message).toContain(PRESETS[0]!.name);
  const backwards = { type: 'latency', median_ms: 2, p99_ms: 1 };
  const refused = await story.control('PUT', '/sandbox/faults', [
    { match: { kind: 'graph' }, action: backwards },
  ]);
  expect(refused.body.error.field).toBe('0.action.p99_ms');
});
