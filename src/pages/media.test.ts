// Media from upload to a Page's attachment, its renewal before ninety days are over, and what a browser is given of it.
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { type Answer, openStory, type Story } from '../../test/support/messenger-story.ts';
import { addMs, DAY_MS } from '../kit/clock.ts';
import { execute } from '../kit/db.ts';
import { createMediaWorker } from './media.workers.ts';
import { ensureAttachment, findAttachments, findRenewing, forgetAttachment } from './media-attachments.ts';
import { fileName } from './media-library.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const upload = async (
  story: Pick<Story, 'url'>,
  bytes: Buffer,
  { name = 'dot.png', type = 'image/png' }: { name?: string; type?: string } = {},
) => {
  const response = await fetch(`${story.url}/api/media?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Uint8Array(bytes),
  });
  return { status: response.status, body: (await response.json()) as Answer };
};

it('keeps a file as what it is, lists it, shows a picture and hands everything else out as a download', async () => {
  const story = await openStory();
  const picture = await upload(story, PNG, { name: '../dot.png' });
  expect(picture).toMatchObject({
    status: 200,
    body: { id: 'med_1', name: '.._dot.png', kind: 'image', mime: 'image/png', size_bytes: PNG.length },
  });
  const page = Buffer.from('<html><script>alert(1)</script>');
  const hostile = await upload(story, page, { name: 'x.html', type: 'text/html' });
  expect(hostile.body).toMatchObject({ kind: 'file', mime: 'application/octet-stream' });

  const shown = await fetch(`${story.url}/api/media/med_1`);
  expect(Buffer.from(await shown.arrayBuffer()).equals(PNG)).toBe(true);
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'content-disposition': "inline; filename*=UTF-8''.._dot.png",
  });
  const saved = await fetch(`${story.url}/api/media/${hostile.body.id}`);
  expect(saved.headers.get('content-type')).toBe('application/octet-stream');
  expect(saved.headers.get('content-disposition')).toMatch(/^attachment/);

  const listed = await story.api('GET', '/api/media?limit=1');
  expect(listed.body).toMatchObject({ media: [{ id: 'med_2', attachment: null }], next: 'med_2' });
  const older = await story.api('GET', '/api/media?limit=1&before=med_2');
  expect(older.body.media).toMatchObject([{ id: 'med_1' }]);
  expect((await story.api('GET', '/api/media?kind=image&search=DOT')).body.media).toHaveLength(1);
});

it.each([
  ['an empty file', Buffer.alloc(0), 'image/png', 400, 'body'],
  ['a picture that is none', Buffer.from('hello'), 'image/png', 400, 'body'],
  ['more than 25 MB', Buffer.alloc(25 * 1024 * 1024 + 1), 'video/mp4', 413, 'body'],
])('refuses %s with field and remedy', async (_name, bytes, type, status, field) => {
  const story = await openStory();
  const refused = await upload(story, bytes, { type });
  expect(refused).toMatchObject({ status, body: { error: { field, remedy: expect.any(String) } } });
});

/** A campaign draft that names the media. */
const useInCampaign = (story: Story, mediaId: string, at: Date) =>
  execute(
    story.db,
    sql`insert into campaigns (workspace_id, name, definition, updated_at)
        values ('default', 'With a picture', ${JSON.stringify({ message: { attachment_id: mediaId } })}::jsonb, ${at})`,
  );

it('uploads to a Page once, renews what campaigns use before it expires, and at once what was refused', async () => {
  let now = new Date('2026-11-22T10:00:00Z');
  const story = await openStory({ clock: { now: () => now } });
  await story.connect();
  const { db, needs, page } = story;
  const isMediaInUse = async (_workspace: string, id: string) => id === 'med_1';
  const worker = createMediaWorker({ ...needs, isMediaInUse });
  const step = () => worker.step(new AbortController().signal);
  await upload(story, PNG);
  await upload(story, PNG);
  expect(await findAttachments(db, 'default', page.id, now)).toEqual(new Map());

  const first = await ensureAttachment(needs, 'default', page.id, 'med_1');
  expect(first).toMatch(/^\d+$/);
  expect(await ensureAttachment(needs, 'default', page.id, 'med_1')).toBe(first);
  await ensureAttachment(needs, 'default', page.id, 'med_2');
  expect(await step()).not.toBe('again');

  now = addMs(now, 84 * DAY_MS);
  expect([await step(), await step()]).toEqual(['again', 'again']);
  expect(await step()).not.toBe('again');
  const renewed = (await findAttachments(db, 'default', page.id, now)).get('med_1');
  expect(renewed).not.toBe(first);
  now = addMs(now, 10 * DAY_MS);
  expect([...(await findAttachments(db, 'default', page.id, now)).keys()]).toEqual(['med_1']);

  await forgetAttachment(db, { workspaceId: 'default', pageId: page.id }, renewed ?? '', now);
  expect(await findAttachments(db, 'default', page.id, now)).toEqual(new Map());
  const renewing = (at: Date) => findRenewing(db, { workspaceId: 'default', pageId: page.id }, at);
  expect(await renewing(now)).toEqual(new Set(['med_1']));
  expect(await renewing(addMs(now, DAY_MS))).toEqual(new Set());
  while ((await step()) === 'again');
  const again = (await findAttachments(db, 'default', page.id, now)).get('med_1');
  expect(again).toBeDefined();
  expect(await renewing(now)).toEqual(new Set());
  expect(again).not.toBe(renewed);
});

it('carries a film to the platform that is larger than any picture may be', async () => {
  const story = await openStory();
  await story.connect();
  const film = Buffer.alloc(9 * 1024 * 1024, 1);
  film.write('\0\0\0\x18ftypisom', 'latin1');
  const added = await upload(story, film, { name: 'film.mp4', type: 'video/mp4' });
  expect(added.body).toMatchObject({ kind: 'video', mime: 'video/mp4', size_bytes: film.length });
  const attached = await story.api('POST', `/api/pages/${story.page.id}/media/${added.body.id}`);
  expect(attached).toMatchObject({ status: 200, body: { attachment: { expired: false } } });
});

it('shows each Page’s attachment, and keeps what a campaign uses', async () => {
  const story = await openStory();
  await story.connect();
  await upload(story, PNG);
  const attached = await story.api('POST', `/api/pages/${story.page.id}/media/med_1`);
  expect(attached).toMatchObject({ status: 200, body: { attachment: { expired: false, error: null } } });
  const listed = await story.api('GET', `/api/media?page_id=${story.page.id}`);
  expect(listed.body.media[0].attachment).toEqual(attached.body.attachment);

  await useInCampaign(story, 'med_1', new Date());
  expect((await story.api('DELETE', '/api/media/med_1')).status).toBe(409);
  await execute(story.db, sql`update campaigns set updated_at = '2020-01-01'`);
  await execute(
    story.db,
    sql`insert into comment_rules (workspace_id, page_id, name, message, is_active, created_at, updated_at)
        values ('default', ${story.page.id}, 'Prices', '{"attachment_id": "med_1"}', true, now(), now())`,
  );
  expect((await story.api('DELETE', '/api/media/med_1')).status).toBe(409);
  await execute(story.db, sql`update comment_rules set archived_at = now()`);
  expect((await story.api('DELETE', '/api/media/med_1')).body).toEqual({ deleted: true });
  expect((await story.api('DELETE', '/api/media/med_1')).status).toBe(404);
});

it('passes on in words what the platform makes of an address', async () => {
  const story = await openStory();
  await story.connect();
  const added = await story.api('POST', '/api/media/by-url', {
    name: 'Far away',
    kind: 'image',
    url: 'https://pictures.example/none.png',
  });
  expect(added.body).toMatchObject({ id: 'med_1', size_bytes: null });
  await story.control('PUT', '/sandbox/faults', [
    {
      match: { kind: 'graph', path: `/${story.page.id}/message_attachments` },
      action: { type: 'error', code: 100, subcode: 2018008 },
    },
  ]);
  const refused = await story.api('POST', `/api/pages/${story.page.id}/media/med_1`);
  expect(refused).toMatchObject({
    status: 400,
    body: {
      error: { field: 'url', message: expect.stringContaining('100/2018008'), remedy: expect.any(String) },
    },
  });
});

it('refuses media at addresses that hold a password, or that Facebook cannot reach', async () => {
  const story = await openStory();
  const add = (url: string) => story.api('POST', '/api/media/by-url', { name: 'Dot', kind: 'image', url });
  for (const url of [
    'https://ann:secret@pictures.example/dot.png',
    'http://169.254.169.254/latest',
    'http://[::1]/dot.png',
    'http://localhost/dot.png',
  ])
    expect(await add(url)).toMatchObject({
      status: 400,
      body: { error: { field: 'url', remedy: expect.any(String) } },
    });
  // The sandbox is the platform here, and reaches its own host.
  expect((await add('http://127.0.0.1:8080/dot.png')).status).toBe(200);
});

it.each([
  ['photo\u202Egnp.exe', 'photognp.exe'],
  ['a\u200B\uFEFF\u2066b.png', 'ab.png'],
  ['../a\\b\0.png', '.._a_b_.png'],
  ['\u2069', 'unnamed'],
  ['\uD83D.png', '\uFFFD.png'],
  ['🎈'.repeat(201), '🎈'.repeat(200)],
])('calls the file %j %j', (given, name) => expect(fileName(given)).toBe(name));

it.each(['\0', '\uD83D'])('refuses %j in the names of things', async (odd) => {
  const story = await openStory();
  await story.connect();
  const at = `/api/pages/${story.page.id}`;
  const name = `a${odd}b`;
  const url = 'https://pictures.example/dot.png';
  for (const [path, body] of [
    ['/api/media/by-url', { name, kind: 'image', url }],
    [`${at}/personas`, { name, profile_picture_url: url }],
    [`${at}/labels`, { name }],
  ] as const)
    expect(await story.api('POST', path, body)).toMatchObject({
      status: 400,
      body: {
        error: { field: expect.stringContaining('name'), message: expect.stringContaining('remove it') },
      },
    });
});
