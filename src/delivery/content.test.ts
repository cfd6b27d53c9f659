// How long somebody waits for connected content, and what an answer must be.
import { expect, test } from 'vitest';
import type { RenderedRequest } from '../connectors/connector.contract.ts';
import type { Connectors } from '../connectors/connectors.ts';
import { addMs, MINUTE_MS } from '../kit/clock.ts';
import { reachOf } from '../profiles/person.ts';
import { fetchAll, PATIENCE_MS, verdictOf } from './content.ts';
import { createContentFetcher } from './content-fetcher.ts';
import { contentSource } from './content-source.contract.ts';
import { compileSource, readContent } from './content-sources.ts';

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

test('an address tells the time by the clock it is given', async () => {
  const url = "https://shop.example.org/of/{{ 'now' | date: '%Y-%m-%d' }}";
  const asked: string[] = [];
  const nothing = { status: 200, answer: '', durationMs: 0, ok: true, value: {} } as const;
  const fetcher = {
    async fetch(_: unknown, { url: at, method, headers }: RenderedRequest) {
      asked.push(at);
      return { ...nothing, request: { url: at, method, headers, body: null } };
    },
  };
  const to = { ...reachOf(null), profileId: 1, customerId: null, psid: '1', attributes: {} };
  const source = compileSource(contentSource.parse({ name: 'offer', url }), 0);
  await fetchAll({ fetcher, now: new Date('2031-02-03T04:05:06Z') }, [source], to);
  expect(asked).toEqual(['https://shop.example.org/of/2031-02-03']);
});

test('what was fetched before the clock was set back is fetched anew', async () => {
  let calls = 0;
  const connectors = {
    async call() {
      calls += 1;
      return {
        ...{ kind: 'answered', status: 200, headers: {}, body: '{}', isTruncated: false },
        ...{ durationMs: 1, earlier: [], masks: [] },
      };
    },
  } as unknown as Connectors;
  let now = 3_600_000;
  const fetcher = createContentFetcher(connectors, () => now);
  const source = compileSource(contentSource.parse({ name: 'offer', url: 'https://shop.example.org' }), 0);
  const request = {
    ...{ method: 'GET', url: 'https://shop.example.org/' },
    headers: [],
    body: null,
  } as never;
  await fetcher.fetch(source, request);
  await fetcher.fetch(source, request);
  expect(calls).toBe(1);
  now = 0;
  await fetcher.fetch(source, request);
  expect(calls).toBe(2);
});
