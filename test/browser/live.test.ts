// A campaign under way in the dashboard: rate, limit and why, time left, a pause with its countdown, calls without an
// answer with the way to whose they are; and what is said when all is over.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from 'vitest';
import { type Operator, signIn, steerSandbox } from '../../scripts/demo/clients.ts';
import { until } from '../support/until.ts';
import type { Report } from '../support/world.ts';
import { openSignedIn, openStep, waitForWords, waitUntilSaved } from './operator.ts';
import { describeInBrowser, type Stage } from './stage.ts';

const TIMEOUT_MS = 120_000;
const PEOPLE = 150;
const EVERYBODY = {
  kind: 'group',
  match: 'all',
  filters: [{ kind: 'attribute', attribute: 'ps_id', op: 'exists' }],
};

describeInBrowser('a campaign under way', (getStage) => {
  test('is told with its rate, its pause and its unanswered calls', { timeout: TIMEOUT_MS }, async () => {
    const stage = getStage();
    const operator = await signIn(stage.service);
    const steer = (method: string, path: string, body: unknown) =>
      steerSandbox<unknown>(stage.service, method, path, body);
    const strike = (action: Record<string, unknown>, times: number) =>
      steer('PUT', '/sandbox/faults', [
        { match: { kind: 'graph', path: '*/messages' }, probability: 1, action, times },
      ]);
    const draft = await prepareDraft(stage, operator);

    const tab = await openSignedIn(stage);
    await tab.goto(`/campaigns/${draft}/edit?step=when`);
    await tab.getByRole('radio', { name: 'Priority: before other campaigns of this Page' }).click();
    await tab.getByRole('radio', { name: 'Never send again' }).press('Space');
    await waitUntilSaved(tab);
    await openStep(tab, 'Review');
    await waitForWords(tab.getByRole('region', { name: 'What you chose' }), [
      'before other campaigns of this Page',
      'never sent again',
    ]);

    await tab.goto('/campaigns'); // nobody looks at the draft while it is published
    await strike({ type: 'reset' }, 2);
    await operator.call('POST', `/api/campaigns/${draft}/publish`);
    await tab.goto(`/campaigns/${draft}`);
    const live = tab.getByRole('region', { name: 'Under way' });
    await waitForWords(live, [
      'Rate now',
      'of at most 5 a second',
      'Time left',
      `of ${PEOPLE}`,
      'The campaign’s own limit of 5 a second.',
      'Being settled: 2 without an answer',
      'is left unsent, as the campaign wants',
    ]);
    await tab.getByText(/^\d+ percent settled\. At its own limit\.$/).waitFor({ state: 'attached' });

    const axe = new AxeBuilder({ page: tab }).setLegacyMode(true).include('[aria-label="Under way"]');
    expect((await axe.analyze()).violations).toEqual([]);
    await live.getByRole('button', { name: 'Show who has no answer yet' }).press('Enter');
    await until('the address names them', () => new URL(tab.url()).searchParams.get('state') === 'unknown');
    await waitForWords(tab.getByRole('region', { name: 'Recipients' }), ['No answer yet']);

    await strike({ type: 'error', code: 613 }, 1);
    await waitForWords(live, ['The Page is paused:', 'It goes on at', ', in 0:', 'Rate now 0 /s']);
    await until('it has gone on', async () => (await live.getByText('The Page is paused').count()) === 0);

    await operator.call('POST', `/api/campaigns/${draft}/stop`);
    await live.waitFor({ state: 'detached' });
    await waitForWords(tab.getByRole('region', { name: 'Progress' }), ['Nothing more leaves']);
    expect((await report(operator, draft)).unknown).toBe(2);
    expect(stage.takeComplaints()).toEqual([]);
  });
});

const report = (operator: Operator, id: string): Promise<Report> =>
  operator.call('GET', `/api/campaigns/${id}/report`);

/** A draft to 150 people at five a second: long enough to be looked at. */
async function prepareDraft({ service }: Stage, operator: Operator): Promise<string> {
  const { pages } = await operator.call<{ pages: { id: string }[] }>('GET', '/api/pages');
  const page_id = pages[0]?.id ?? '';
  await steerSandbox(service, 'POST', '/sandbox/people', { page_id, count: PEOPLE });
  const action = { page_id, type: 'message', text: 'Hi', limit: PEOPLE };
  await steerSandbox(service, 'POST', '/sandbox/people/actions', action);
  const { id: segment_id } = await operator.call<{ id: string }>('POST', '/api/segments', {
    name: 'Everybody who can be reached',
    filter: EVERYBODY,
  });
  await until('they are known', async () => {
    const found = await operator.call<{ people: number }>('POST', '/api/segments/preview', {
      filter: EVERYBODY,
    });
    return found.people >= PEOPLE;
  });
  const text = '{"recipient":{"id":"{{ ps_id }}"},"messaging_type":"RESPONSE","message":{"text":"Hi"}}';
  const url = `https://graph.facebook.com/v26.0/${page_id}/messages`;
  const request = { method: 'POST', url, body: { kind: 'raw', text } };
  const { id } = await operator.call<{ id: string }>('POST', '/api/campaigns', {
    name: 'Spring news',
    definition: { segment_id, request, per_second: 5 },
  });
  return id;
}
