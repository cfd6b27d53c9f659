// Segment’s library for websites, unmodified, on a page of another origin, with a key made for such places.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { openSignedIn } from './operator.ts';
import { describeInBrowser } from './stage.ts';

const LIBRARY = readFileSync(
  join(
    dirname(createRequire(import.meta.url).resolve('@segment/analytics-next/package.json')),
    'dist/umd/index.js',
  ),
);

describeInBrowser('a website that uses Segment’s library', (getStage) => {
  test('a visitor looks around, says who they are, and is one person; what the server said of them stays', async () => {
    const stage = getStage();
    const operator = await openSignedIn(stage);
    const writeKey = await makeKey(operator, stage.service.url);
    await post(operator, stage.service.url, '/api/people', {
      customer_id: 'web-1',
      attributes: { first_name: 'Anna' },
    });
    const shop = await openShop();
    const tab = await stage.openTab();
    await tab.goto(shop.url);
    await tab.evaluate(VISIT, { writeKey, service: stage.service.url });

    const found = () => ask<{ people: { id: string }[] }>(operator, '/api/people?search=web-1');
    await until('the visitor is a customer', async () => (await found()).people.length === 1);
    const { id } = (await found()).people[0]!;
    const timeline = () => ask<{ entries: { name: string }[] }>(operator, `/api/people/${id}/timeline`);
    await until('both events are theirs', async () => (await timeline()).entries.length === 2);
    const names = (await timeline()).entries.map((entry) => entry.name);
    expect(names.sort()).toEqual(['Order Completed', 'Page Viewed']);
    const { attributes } = await ask<{ attributes: object }>(operator, `/api/people/${id}`);
    expect(attributes).toEqual({ first_name: 'Anna', seat: 'window' });
    expect(stage.takeComplaints()).toEqual([]);
    await shop.close();
  });
});

/** Makes a key for websites, as the owner, and returns its secret. */
async function makeKey(tab: Page, origin: string): Promise<string> {
  const made = await post<{ secret: string }>(tab, origin, '/api/keys', {
    name: 'Web shop',
    permission: 'track',
  });
  return made.secret;
}

async function post<T>(tab: Page, origin: string, path: string, data: object): Promise<T> {
  const answer = await tab.request.post(path, { headers: { origin }, data });
  expect(answer.ok()).toBe(true);
  return (await answer.json()) as T;
}

async function ask<T>(tab: Page, path: string): Promise<T> {
  const answer = await tab.request.get(path);
  return (await answer.json()) as T;
}

/** Runs in the page: as the library's documents show it, but for the address. */
const VISIT = async ({ writeKey, service }: { writeKey: string; service: string }): Promise<void> => {
  interface Library {
    load(settings: { writeKey: string; cdnURL: string }): Library;
    page(name: string): Promise<unknown>;
    identify(userId: string, traits: object): Promise<unknown>;
    track(event: string, properties: object): Promise<unknown>;
  }
  const { AnalyticsBrowser } = (globalThis as unknown as { AnalyticsNext: { AnalyticsBrowser: Library } })
    .AnalyticsNext;
  const analytics = AnalyticsBrowser.load({ writeKey, cdnURL: service });
  await analytics.page('Pricing');
  await analytics.identify('web-1', { firstName: 'Ana', seat: 'window' });
  await analytics.track('Order Completed', { revenue: 14.99 });
};

/** A site of its own origin with the library on it. */
async function openShop(): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, reply) => {
    if (request.url === '/library.js') reply.setHeader('content-type', 'text/javascript').end(LIBRARY);
    else if (request.url === '/') reply.setHeader('content-type', 'text/html').end(PAGE);
    else reply.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const PAGE = '<!doctype html><title>Shop</title><script src="/library.js"></script>';
