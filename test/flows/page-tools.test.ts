// A template's review as an operator lives it: handed in, waiting, and decided at Facebook. The event says no more than
// "look again", so what is shown comes from the platform's list.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

interface Templates {
  templates: { name: string; status: string; rejections: { code: string; remedy: string }[] }[];
}

it('shows what a review decided soon after the platform tells of it', async () => {
  const path = `/api/pages/${world.page.id}/templates`;
  await world.sand('PUT', '/sandbox/settings', {
    platform: { template_review: 'delayed', template_review_seconds: 3600 },
  });
  const create = (name: string, text: string) =>
    world.api('POST', path, {
      kind: 'own',
      name,
      language: 'en',
      parameter_format: 'POSITIONAL',
      header: null,
      body: { text, samples: [] },
      buttons: [],
    });
  await create('order_left', 'Your order has left our house.');
  await create('big_sale', 'Our big sale begins today, buy now!');
  const statuses = async () => {
    const { templates } = await world.api<Templates>('GET', path);
    return templates.map(({ name, status }) => `${name} ${status}`);
  };
  expect(await statuses()).toEqual(['big_sale PENDING', 'order_left PENDING']);

  await world.sand('PUT', '/sandbox/clock', { advance_seconds: 3600 });
  await until(
    'both templates are decided',
    async () => (await statuses()).join() === 'big_sale REJECTED,order_left APPROVED',
  );
  const { templates } = await world.api<Templates>('GET', path);
  expect(templates[0]?.rejections).toMatchObject([
    { code: 'TAG_SHOULD_BE_MARKETING', remedy: expect.stringContaining('Leave out offers') },
  ]);
});
