// What is refused of an experiment, each with its field and what to do about it.
import { expect, test } from 'vitest';
import { campaignDefinition } from './campaign.contract.ts';
import { experimentProblems } from './check-experiment.ts';

const linkTo = (url: string) => ({
  attachment: { type: 'template', payload: { buttons: [{ type: 'web_url', url, title: 'Go' }] } },
});
const link = linkTo('https://shop.example');
const says = (message: object) => ({ message: { message } });

const definitionWith = (metric: string, change: object = {}, second: object = { text: 'B' }) => ({
  message: { message: { text: 'A' } },
  experiment: {
    variants: [
      { name: 'A', weight: 50 },
      { name: 'B', weight: 50, content: says(second) },
    ],
    winner: { metric, after_minutes: 60, test_percent: 20 },
  },
  ...change,
});

async function fieldsOf(input: object): Promise<string[]> {
  const needs = { graphUrl: 'https://graph.facebook.com' } as never;
  const problems = await experimentProblems(needs, 'w', campaignDefinition.parse(input));
  expect(problems.every((one) => one.remedy !== null)).toBe(true);
  return problems.map((one) => `${one.severity} ${one.field}`);
}

test('a winner by a goal needs one, by clicks a link', async () => {
  expect(await fieldsOf(definitionWith('read'))).toEqual([]);
  expect(await fieldsOf(definitionWith('converted'))).toEqual(['error experiment.winner.metric']);
  const goals = [{ name: 'Bought', event: 'Bought' }];
  expect(await fieldsOf(definitionWith('converted', { goals }))).toEqual([]);
  expect(await fieldsOf(definitionWith('clicked'))).toEqual(['error experiment.winner.metric']);
  expect(await fieldsOf(definitionWith('clicked', {}, link))).toEqual(['warning message']);
  expect(
    await fieldsOf(
      definitionWith('clicked', { message: { message: link } }, linkTo('https://shop.example/b')),
    ),
  ).toEqual([]);
  const untracked = { message: { message: link, track_links: false } };
  expect(await fieldsOf(definitionWith('clicked', untracked))).toEqual(['error experiment.winner.metric']);
});

test('a variant that says what another one says is warned of, with a winner or without', async () => {
  const same = definitionWith('read', {}, { text: 'A' });
  expect(await fieldsOf(same)).toEqual(['warning experiment.variants.1.content']);
  const { experiment } = same;
  expect(await fieldsOf({ ...same, experiment: { ...experiment, winner: null } })).toEqual([
    'warning experiment.variants.1.content',
  ]);
});

test('nobody waits for a winner beyond their time of day, and other addresses tell no reads', async () => {
  const schedule = { kind: 'own_zone', local_time: '2026-12-24T09:00', time_zone: 'Europe/Prague' };
  expect(await fieldsOf(definitionWith('read', { schedule }))).toEqual(['error experiment.winner']);
  const request = (url: string) => ({
    message: null,
    request: { url, method: 'POST', body: { kind: 'none' } },
  });
  expect(await fieldsOf(definitionWith('read', request('https://crm.example/x')))).toEqual([
    'error experiment.winner.metric',
  ]);
  expect(
    await fieldsOf(definitionWith('read', request('https://graph.facebook.com/v26.0/me/messages'))),
  ).toEqual([]);
});

test('weights that do not sum up, contents and names in the wrong place name their field and what to do', () => {
  const wrong = definitionWith('read');
  const [first, second] = wrong.experiment.variants;
  const variants = [
    { ...first, weight: 60, content: says({ text: 'x' }) },
    { ...second, name: 'A', content: null },
  ];
  const { error } = campaignDefinition.safeParse({ ...wrong, experiment: { variants } });
  expect(error?.issues.map((one) => one.path.join('.'))).toEqual([
    'experiment.variants',
    'experiment.variants.0.content',
    'experiment.variants.1.content',
    'experiment.variants.1.name',
  ]);
  for (const issue of error?.issues ?? [])
    expect(issue).toMatchObject({ params: { remedy: expect.stringMatching(/\w+\.$/) } });
  expect(error?.issues[0]?.message).toContain('110 %');
});
