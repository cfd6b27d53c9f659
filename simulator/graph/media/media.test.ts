// Uploads and media: files in multipart bodies, addresses that are fetched, reuse by id, ninety days.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Answer, openStory, type Story, someoneWhoWrote } from '../../testing/story.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function post(
  story: Story,
  path: string,
  fields: Record<string, unknown>,
  file?: Blob,
): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, JSON.stringify(value));
  if (file) form.set('filedata', file, 'x.png');
  const url = `${story.sandbox.url}/v26.0/me/${path}?access_token=${story.page.access_token}`;
  return (await fetch(url, { method: 'POST', body: form })).json();
}

const attachment = (type: string, payload: unknown = {}) => ({ attachment: { type, payload } });
const png = new Blob([PNG], { type: 'image/png' });

/** A host of media: `/TYPE/SUBTYPE/BYTES`; `/slow` never answers. */
async function openHost(): Promise<string> {
  const server = createServer((request, response) => {
    const [, type, subtype, bytes] = request.url?.split('/') ?? [];
    if (type === 'slow') return;
    if (type === 'gone') response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': `${type}/${subtype}` }).end(Buffer.alloc(Number(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a file is uploaded, sent by its id for ninety days, and only by its Page', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const { attachment_id } = await post(
    story,
    'message_attachments',
    { message: attachment('image', { is_reusable: true }) },
    png,
  );
  expect(attachment_id).toMatch(/^\d{17}$/);
  const use = () => story.send(psid, attachment('image', { attachment_id }));
  expect((await use()).body.recipient_id).toBe(psid);
  expect((await story.send(psid, attachment('video', { attachment_id }))).body.error.error_subcode).toBe(
    2018047,
  );
  const shown = await fetch(`${story.sandbox.url}/sandbox/media/${attachment_id}`);
  expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG);
  const media = {
    attachment: {
      type: 'template',
      payload: { template_type: 'media', elements: [{ media_type: 'image', attachment_id }] },
    },
  };
  expect((await story.send(psid, media)).status).toBe(200);
  const other = (await story.control('POST', '/sandbox/pages', { name: 'Other' })).body;
  const stranger = (await story.control('POST', '/sandbox/people', { page_id: other.id, count: 1 })).body
    .first_psid;
  await story.control('POST', `/sandbox/people/${stranger}/actions`, {
    page_id: other.id,
    type: 'message',
    text: 'x',
  });
  const foreign = await story.graph(
    '/me/messages',
    { recipient: { id: stranger }, message: attachment('image', { attachment_id }) },
    { token: other.access_token },
  );
  expect(foreign.body.error).toMatchObject({ code: 100, error_subcode: 2018074 });
  await story.advance(90 * 86_400);
  await story.act(psid, { type: 'message', text: 'still here' });
  for (const message of [attachment('image', { attachment_id }), media])
    expect((await story.send(psid, message)).body.error.error_subcode).toBe(2018074);
});

test('a file travels with the send itself, and is kept when asked for', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const recipient = { id: psid };
  const once = await post(story, 'messages', { recipient, message: attachment('image') }, png);
  expect(Object.keys(once)).toEqual(['recipient_id', 'message_id']);
  const kept = await post(
    story,
    'messages',
    { recipient, message: attachment('image', { is_reusable: true }) },
    png,
  );
  expect((await story.send(psid, attachment('image', { attachment_id: kept.attachment_id }))).status).toBe(
    200,
  );
  const { data } = (await story.control('GET', `/sandbox/messages?page_id=${story.page.id}&psid=${psid}`))
    .body;
  expect(data[0].body.message.attachment.payload.url).toContain('/sandbox/media/');
  const wrong: [Blob, string, number][] = [
    [png, 'video', 2018047],
    [new Blob([Buffer.alloc(25 * 1_048_576 + 1)], { type: 'application/pdf' }), 'file', 2018109],
    [new Blob([], { type: 'image/png' }), 'image', 2018047],
  ];
  for (const [file, type, subcode] of wrong)
    expect(
      (await post(story, 'messages', { recipient, message: attachment(type) }, file)).error.error_subcode,
    ).toBe(subcode);
  expect((await post(story, 'messages', { recipient, message: { text: 'x' } }, png)).error.code).toBe(100);
});

test('addresses on this machine are really fetched', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  const host = await openHost();
  const cases: [string, string, number | undefined][] = [
    ['image', '/image/png/1000', undefined],
    ['image', '/text/html/1000', 2018047],
    ['image', `/image/jpeg/${8 * 1_048_576 + 1}`, 2018109],
    ['file', '/application/pdf/9000', undefined],
    ['audio', `/audio/mpeg/${25 * 1_048_576 + 1}`, 2018109],
    ['image', '/gone/x/1', 2018008],
    ['image', '/slow', 2018008],
    ['video', '/slow', 2018294],
  ];
  for (const [type, path, subcode] of cases) {
    const media_timeout_ms = path === '/slow' ? 50 : 10_000;
    await story.control('PUT', '/sandbox/settings', { platform: { media_timeout_ms } });
    const { body } = await story.send(psid, attachment(type, { url: `${host}${path}` }));
    expect(body.error?.error_subcode, path).toBe(subcode);
  }
  const uploaded = await story.graph('/me/message_attachments', {
    message: attachment('image', { url: `${host}/image/png/1000`, is_reusable: true }),
  });
  expect((await story.send(psid, attachment('image', uploaded.body))).status).toBe(200);
});
