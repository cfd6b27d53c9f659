// Sending again in the dashboard: the classes of failure with who can mend them, the confirmation with who is left out.
import { expect, test } from 'vitest';
import { type Operator, signIn, steerSandbox } from '../../scripts/demo/clients.ts';
import { until } from '../support/until.ts';
import { openSignedIn, waitForWords } from './operator.ts';
import { describeInBrowser, type Stage } from './stage.ts';

const EVERYBODY = {
  kind: 'group',
  match: 'all',
  filters: [{ kind: 'attribute', attribute: 'ps_id', op: 'exists' }],
};

describeInBrowser('sending again', (getStage) => {
  test('says who gets it and who is left out, asks, and sends', async () => {
    const stage = getStage();
    const operator = await signIn(stage.service);
    const campaignId = await sendWithFailures(stage, operator);

    const tab = await openSignedIn(stage);
    await tab.goto(`/campaigns/${campaignId}`);
    const failures = tab.getByRole('region', { name: 'Failed or not sent' });
    await waitForWords(failures, [
      'The person has no role on the app',
      'Mended by: Whoever runs the Facebook app',
      'Facebook knows no such person on this Page',
      'Talaria: Leaves this person out, this time.',
    ]);
    await failures.getByRole('button', { name: 'Send again to 2 who can be reached now' }).click();
    const dialog = tab.getByRole('dialog', { name: 'Send again to 2 people?' });
    await waitForWords(dialog, ['Sent to again', 'Left out', 'it would fail again']);
    await tab.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect((await report(operator, campaignId)).retryable).toBe(2);

    await failures.getByRole('button', { name: /^Send again/ }).press('Enter');
    await dialog.getByRole('button', { name: 'Send to 2 people' }).press('Enter');
    await tab.getByText('2 people wait to be sent to again.').waitFor();
    await until('they have it', async () => {
      const { accepted, in_segment } = await report(operator, campaignId);
      return accepted === in_segment - 1;
    });
    await failures.getByRole('button', { name: /^Send again/ }).waitFor({ state: 'detached' });
    expect(stage.takeComplaints()).toEqual([]);
  });
});

interface Report {
  campaign: { state: string };
  in_segment: number;
  accepted: number;
  retryable: number;
}
const report = (operator: Operator, id: string): Promise<Report> =>
  operator.call('GET', `/api/campaigns/${id}/report`);

/** To the people a first start brings: two stopped by a setting of the app, one unknown on the Page; the others get it. */
async function sendWithFailures(stage: Stage, operator: Operator): Promise<string> {
  const { pages } = await operator.call<{ pages: { id: string }[] }>('GET', '/api/pages');
  const pageId = pages[0]?.id ?? '';
  const steer = (method: string, path: string, body: unknown) =>
    steerSandbox<Record<string, unknown>>(stage.service, method, path, body);
  const { id: segment_id } = await operator.call<{ id: string }>('POST', '/api/segments', {
    name: 'Everybody who can be reached',
    filter: EVERYBODY,
  });
  const inSegment = async (): Promise<number> => {
    const found = await operator.call<{ people: number }>('POST', '/api/segments/preview', {
      filter: EVERYBODY,
    });
    return found.people;
  };
  await until('the people of the first start are known', async () => (await inSegment()) >= 5);
  const text = `{"recipient":{"id":"{{ ps_id }}"},"messaging_type":"RESPONSE","message":{"text":"Hi"}}`;
  const url = `https://graph.facebook.com/v26.0/${pageId}/messages`;
  const request = { method: 'POST', url, body: { kind: 'raw', text } };
  const { id } = await operator.call<{ id: string }>('POST', '/api/campaigns', {
    name: 'Spring news',
    definition: { segment_id, request },
  });
  const fault = (code: number, subcode: number, times: number) => ({
    match: { kind: 'graph', path: '*/messages' },
    probability: 1,
    action: { type: 'error', code, subcode },
    times,
  });
  await steer('PUT', '/sandbox/faults', [fault(200, 2018028, 2), fault(100, 2018001, 1)] as never);
  await operator.call('POST', `/api/campaigns/${id}/publish`);
  await until('it is finished', async () => (await report(operator, id)).campaign.state === 'finished');
  return id;
}
