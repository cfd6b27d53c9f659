// Personas and custom labels against the sandbox: made, listed, put on people, taken off, deleted.
import { expect, it } from 'vitest';
import { openStory } from '../../test/support/messenger-story.ts';

async function openConnected() {
  const story = await openStory();
  await story.connect();
  return { ...story, at: `/api/pages/${story.page.id}` };
}

it('creates, lists and deletes personas', async () => {
  const { api, at, sandbox } = await openConnected();
  const given = { name: 'Anna from the shop', profile_picture_url: `${sandbox.url}/sandbox/avatars/1.svg` };
  const created = await api('POST', `${at}/personas`, given);
  expect(created).toMatchObject({ status: 200, body: given });
  const listed = await api('GET', `${at}/personas`);
  expect(listed.body.personas).toMatchObject([{ id: created.body.id, name: given.name }]);
  const removed = await api('DELETE', `${at}/personas/${created.body.id}`);
  expect(removed.body).toEqual({ deleted: true });
  expect((await api('GET', `${at}/personas`)).body.personas).toEqual([]);
  const long = await api('POST', `${at}/personas`, { ...given, name: 'x'.repeat(51) });
  expect(long).toMatchObject({ status: 400, body: { error: { field: 'name' } } });
});

it('creates labels, puts them on a person and takes them off', async () => {
  const { api, at, people } = await openConnected();
  const [psid] = await people(1);
  const vip = await api('POST', `${at}/labels`, { name: 'VIP' });
  expect(vip).toMatchObject({ status: 200, body: { name: 'VIP' } });
  await api('POST', `${at}/labels`, { name: 'Newsletter' });
  const listed = await api('GET', `${at}/labels`);
  expect(listed.body.labels.map((label: { name: string }) => label.name).toSorted()).toEqual([
    'Newsletter',
    'VIP',
  ]);

  const onPerson = `${at}/people/${psid}/labels`;
  expect((await api('GET', onPerson)).body).toEqual({ labels: [] });
  expect((await api('PUT', `${onPerson}/${vip.body.id}`)).body).toEqual({ labels: [vip.body] });
  expect((await api('DELETE', `${onPerson}/${vip.body.id}`)).body).toEqual({ labels: [] });
  expect((await api('DELETE', `${at}/labels/${vip.body.id}`)).body).toEqual({ deleted: true });
  expect((await api('GET', `${at}/labels`)).body.labels).toHaveLength(1);
});
