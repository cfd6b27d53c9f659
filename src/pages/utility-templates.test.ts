// Utility templates from creation to deletion against the sandbox, and when the copy of them is read anew.
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openStory } from '../../test/support/messenger-story.ts';
import { addMs, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import { execute } from '../kit/db.ts';
import { claimTemplateSync } from './utility-template.queries.ts';
import { createTemplateWorker } from './utility-template.workers.ts';
import { listTemplateStatuses } from './utility-templates.ts';

const OWN = {
  kind: 'own',
  name: 'order_update',
  language: 'en',
  parameter_format: 'NAMED',
  header: { text: 'Your {{what}}', sample: 'Order' },
  body: { text: 'Order {{order_id}} is on its way.', samples: [{ name: 'order_id', sample: '566701' }] },
  buttons: [{ type: 'POSTBACK', text: 'Where is it?' }],
};

async function openConnected(options: Parameters<typeof openStory>[0] = {}) {
  const story = await openStory(options);
  expect((await story.connect()).status).toBe(200);
  const at = `/api/pages/${story.page.id}`;
  return { ...story, at };
}

it('creates a template in two languages, lists it with what it asks for, and deletes one language, then the rest', async () => {
  const { api, at, db, page } = await openConnected();
  const created = await api('POST', `${at}/templates`, OWN);
  expect(created).toMatchObject({
    status: 200,
    body: { name: 'order_update', language: 'en', title: 'Approved', sendable: true, rejections: [] },
  });
  expect((await api('POST', `${at}/templates`, { ...OWN, language: 'th' })).status).toBe(200);

  const listed = await api('GET', `${at}/templates`);
  expect(listed.body.synced_at).not.toBeNull();
  expect(listed.body.templates.map((one: { language: string }) => one.language)).toEqual(['en', 'th']);
  expect(listed.body.templates[0]).toMatchObject({
    parameter_format: 'NAMED',
    shape: {
      header: { placeholders: ['what'] },
      body: { placeholders: ['order_id'] },
      buttons: [{ type: 'POSTBACK', takesValue: true }],
    },
  });
  const statuses = await listTemplateStatuses(db, 'default', page.id);
  expect(statuses.get('order_update/th')).toMatchObject({ status: 'APPROVED', parameterFormat: 'NAMED' });

  const removed = await api('DELETE', `${at}/templates/order_update?language=th`);
  expect(removed).toEqual({ status: 200, body: { deleted: 1 } });
  const left = await api('POST', `${at}/templates/sync`);
  expect(left.body.templates.map((one: { language: string }) => one.language)).toEqual(['en']);
  expect((await api('DELETE', `${at}/templates/order_update`)).body).toEqual({ deleted: 1 });
  expect((await api('POST', `${at}/templates/sync`)).body.templates).toEqual([]);
  expect((await api('DELETE', `${at}/templates/order_update`)).status).toBe(404);
});

it('refuses before Facebook does, naming each field, and passes on what Facebook refuses', async () => {
  const { api, at } = await openConnected();
  const wrong = { ...OWN, body: { text: '{{order_id}}', samples: [] } };
  const refused = await api('POST', `${at}/templates`, wrong);
  expect(refused.status).toBe(400);
  expect(refused.body.error.issues.map((issue: { field: string }) => issue.field)).toEqual([
    'body.text',
    'body.text',
    'body.samples',
  ]);
  await api('POST', `${at}/templates`, OWN);
  const twice = await api('POST', `${at}/templates`, OWN);
  expect(twice).toMatchObject({
    status: 502,
    body: { error: { kind: 'upstream', message: expect.stringContaining('Facebook says') } },
  });
  expect((await api('GET', '/api/pages/123/templates')).status).toBe(404);
});

it('reads anew when it is time, and soon after a webhook spoke of a template', async () => {
  const start = new Date('2026-11-22T10:00:00Z');
  let now = start;
  const { api, at, control, db, page, needs, rows } = await openConnected({ clock: { now: () => now } });
  const worker = createTemplateWorker(needs);
  const step = () => worker.step(new AbortController().signal);
  const claim = () => claimTemplateSync(db, now, MINUTE_MS);
  expect(await step()).toBe('again'); // a Page nobody has read yet
  expect(await claim()).toBeUndefined();

  const hint = (kind: string) =>
    execute(
      db,
      sql`insert into page_events (workspace_id, page_id, kind, occurred_at, dedupe_key, payload)
          values ('default', ${page.id}, ${kind}, ${start}, ${kind}, '{}')`,
    );
  await hint('message_template_status_update');
  expect(await step()).toBe('again');
  expect(await claim()).toBeUndefined();
  await hint('feed');
  expect(await claim()).toBeUndefined();

  const dueAt = async () =>
    (await rows<{ due: Date }>(sql`select templates_due_at as due from pages`))[0]?.due;
  expect(await dueAt()).toEqual(addMs(start, 6 * HOUR_MS));
  await control('PUT', '/sandbox/settings', { platform: { template_review: 'manual' } });
  const undecided = await api('POST', `${at}/templates`, OWN);
  expect(undecided.body).toMatchObject({ status: 'PENDING', title: 'In review', sendable: false });
  expect(await dueAt()).toEqual(addMs(start, 10 * MINUTE_MS));
  now = addMs(start, 10 * MINUTE_MS);
  expect(await step()).toBe('again');
});

it('keeps why the last reading failed beside the last good copy', async () => {
  const { api, at, control, page } = await openConnected();
  await api('POST', `${at}/templates`, OWN);
  await control('PUT', '/sandbox/faults', [
    {
      match: { kind: 'graph', path: `/${page.id}/message_templates` },
      action: { type: 'error', code: 10 },
    },
  ]);
  expect((await api('POST', `${at}/templates/sync`)).status).toBe(502);
  const listed = await api('GET', `${at}/templates`);
  expect(listed.body.templates).toHaveLength(1);
  expect(listed.body.error).toMatch(/\(10\)/);
});
