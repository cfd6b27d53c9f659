// What passes our check of limits is not refused by the sandbox: bodies of every shape, on both sides of every limit.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openStory, someoneWhoWrote } from '../../simulator/testing/story.ts';
import { checkSendBody } from '../../src/messenger/send-api.ts';
import { lintMessage } from '../../src/policy/lint.ts';
import { arbitraryBody } from '../support/refusals/generate.ts';

/** Of what only the platform can look up: uploads, open requests to opt in. */
const LOOKED_UP = new Set(['100/2018074', '613/1893016']);
const RUNS = 400;

test('what passes the check of limits is not refused for its shape', async () => {
  const story = await openStory();
  const psid = await someoneWhoWrote(story);
  await story.control('PUT', '/sandbox/settings', {
    limits: {
      messages_per_second: 100_000,
      media_per_second: 100_000,
      thread_messages_per_minute: 100_000,
      daily_calls_per_person: 1_000_000,
    },
  });
  let passed = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryBody, async (rest) => {
      const body = JSON.parse(JSON.stringify({ recipient: { id: psid }, ...rest })) as Record<
        string,
        unknown
      >;
      if (checkSendBody(body).length > 0) return;
      passed += 1;
      const { error } = (await story.graph(`/v26.0/${story.page.id}/messages`, body)).body;
      if (error === undefined || LOOKED_UP.has(`${error.code}/${error.error_subcode}`)) return;
      expect.fail(`${error.message} ${JSON.stringify(body)}`);
    }),
    { numRuns: RUNS },
  );
  expect(passed).toBeGreaterThan(RUNS / 20);
});

test('neither the check nor the linter throws at any JSON, and both have an end', () => {
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 6 }),
    arbitraryBody,
    arbitraryBody.map((body) => [body]),
  );
  fc.assert(
    fc.property(anything, anything, (body, message) => {
      for (const one of [body, { recipient: { id: '5' }, message }, { template: message, tag: message }]) {
        expect(checkSendBody(one).length).toBeLessThanOrEqual(100);
        const findings = lintMessage({
          body: Object(one),
          on: new Date('2026-11-22'),
          components: [message],
        });
        expect(findings.length).toBeLessThanOrEqual(100);
      }
    }),
    { numRuns: 500 },
  );
});
