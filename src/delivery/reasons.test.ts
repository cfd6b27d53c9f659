// What an operator reads for a reason of the ledger or of a paused lane: words, never a bare code.
import { expect, it } from 'vitest';
import { explainReason, explainWait } from './reasons.ts';

it.each([
  ['needs_token: 190/463', 'The Page access token has expired (190/463)', /long-lived/],
  ['needs_token: 190/492', 'The person behind the token lost their role on the Page (190/492)', /MESSAGING/],
  ['needs_token: disconnected', 'The Page is disconnected', /Connect it again/],
  ['needs_token', 'The Page needs a new access token', /under Pages/],
])('says why a token is needed: %s', (reason, title, remedy) => {
  expect(explainReason(reason)).toMatchObject({ title, remedy: expect.stringMatching(remedy) });
});

it('names what a reason is about, and shows an unknown one as it is', () => {
  expect(explainReason('missing_attribute:first_name').title).toBe(
    'Lacks an attribute the message needs: first_name',
  );
  expect(explainReason('something new')).toMatchObject({ title: 'something new', again: 'no' });
});

it('says what a message that waits is waiting for', () => {
  expect(explainWait('quiet_hours')).toBe('Waits for quiet hours to end');
  expect(explainWait('frequency_cap:tag promo')).toBe(
    'Waits until the person may have another message (cap of the tag promo)',
  );
  expect(explainWait('unreachable')).toBe('Is tried again: The address could not be reached');
});
