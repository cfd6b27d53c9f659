// Links as phones open them: who asks, how far redirects are followed, and that nothing outside the list is fetched.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openStory, type Story, someoneWhoWrote } from '../testing/story.ts';

/** A shop whose `/r` redirects to `target`; knows who came. */
async function openShop(target: string): Promise<{ url: string; visits: string[] }> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(`${request.url} ${request.headers['user-agent']}`);
    if (request.url === '/r') response.writeHead(302, { location: target }).end();
    else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
    else response.writeHead(200).end('welcome');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, visits };
}

async function clickOn(story: Story, url: string): Promise<Record<string, unknown>> {
  const psid = await someoneWhoWrote(story);
  const buttons = [{ type: 'web_url', title: 'Shop', url }];
  await story.send(psid, {
    attachment: { type: 'template', payload: { template_type: 'button', text: 'Look', buttons } },
  });
  return (await story.act(psid, { type: 'click' })).click;
}

test('a click opens the button with a phone and follows redirects', async () => {
  const story = await openStory();
  const shop = await openShop('/landing');
  expect(await clickOn(story, `${shop.url}/r`)).toEqual({
    url: `${shop.url}/r`,
    by: 'phone',
    status: 200,
    ended_at: `${shop.url}/landing`,
    problem: null,
  });
  expect(shop.visits).toHaveLength(2);
  for (const visit of shop.visits) expect(visit).toMatch(/ Mozilla\/5\.0 .+Mobile/);
});

test('what lies outside the list is not fetched', async () => {
  const story = await openStory();
  const shop = await openShop('https://elsewhere.example/');
  expect(await clickOn(story, `${shop.url}/r`)).toMatchObject({
    status: 302,
    ended_at: 'https://elsewhere.example/',
    problem: null,
  });
  expect(await clickOn(story, 'https://elsewhere.example/')).toMatchObject({
    status: null,
    problem: expect.stringContaining('links.hosts'),
  });
  await story.control('PUT', '/sandbox/settings', { links: { hosts: ['*.invalid'] } });
  expect(await clickOn(story, `${shop.url}/r`)).toMatchObject({ status: null });
  expect(await clickOn(story, 'https://shop.invalid/')).toMatchObject({
    status: null,
    problem: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
  });
});

test('a circle of redirects ends', async () => {
  const story = await openStory();
  const shop = await openShop('/');
  expect(await clickOn(story, `${shop.url}/loop`)).toMatchObject({
    status: 302,
    problem: 'more than 5 redirects',
  });
});

test('links of messages can be looked at by the preview fetcher as they are sent', async () => {
  const story = await openStory();
  const shop = await openShop('/');
  await story.control('PUT', '/sandbox/settings', { links: { scraper_probability: 1 } });
  const psid = await someoneWhoWrote(story);
  await story.send(psid, { text: `Look: ${shop.url}/new.` });
  await expect.poll(() => shop.visits.length, { timeout: 10_000 }).toBe(1);
  expect(shop.visits[0]).toMatch(/^\/new facebookexternalhit\/1\.1/);
});
