// How long somebody waits for connected content, and what an answer must be.
import { expect, test } from 'vitest';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { PATIENCE_MS, verdictOf } from './content.ts';
import { readContent } from './content-sources.ts';

const now = new Date('2026-11-23T09:00:00Z');
const reason = 'content_failed:offer';

test('while a service fails people wait, from the first time on for an hour', () => {
  const first = verdictOf({ kind: 'wait', reason, isOutage: true }, { expiresAt: null, now });
  expect(first).toMatchObject({ state: 'pending', reason, expiresAt: addMs(now, PATIENCE_MS) });
  const later = addMs(now, PATIENCE_MS - MINUTE_MS / 4);
  const last = { expiresAt: first.expiresAt ?? null, now: later };
  expect(verdictOf({ kind: 'wait', reason, isOutage: true }, last)).toEqual({ state: 'skipped', reason });
});

test('what expires before is not waited for longer, and what never comes is not waited for', () => {
  const soon = { expiresAt: addMs(now, 1_000), now };
  expect(verdictOf({ kind: 'wait', reason, isOutage: true }, soon)).toEqual({ state: 'skipped', reason });
  expect(verdictOf({ kind: 'skip', reason }, { expiresAt: null, now })).toEqual({ state: 'skipped', reason });
});

test('an answer is any JSON that is not too deep, without what is blank', () => {
  expect(readContent('[{"a":" ","b":{"c":null,"d":1}}]')).toEqual({ ok: true, value: [{ b: { d: 1 } }] });
  const hostile = readContent('{"__proto__":{"x":1},"constructor":2}');
  expect(hostile.ok && Object.getPrototypeOf(hostile.value)).toBeNull();
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  expect(readContent('{"a":').ok).toBe(false);
  expect(readContent(`${'['.repeat(100_000)}${']'.repeat(100_000)}`).ok).toBe(false);
});
