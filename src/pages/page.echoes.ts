// Whether a Page sends echoes, and what is lost without them. Pure.
import type { PageCheck } from './page.contract.ts';
import type { PageFacts } from './page.probe.ts';

/** Echoes need both levels; the app level is believed when Facebook does not say. */
export function echoesFlow(facts: PageFacts): boolean {
  const ofPage = facts.fields.kind === 'ok' && facts.fields.data.includes('message_echoes');
  if (!ofPage || facts.callbacks.kind !== 'ok') return ofPage;
  return facts.callbacks.data.some(
    (subscription) => subscription.object === 'page' && subscription.fields.includes('message_echoes'),
  );
}

/** The Conversations API allows two calls a second (messenger-platform §6); one of them is for unanswered calls. */
export const WITHOUT_ECHOES =
  'No echoes: calls without an answer can only be settled by reading conversations, one a second, so after a crash it takes minutes instead of seconds. Where that fails, people stay without a sure outcome and are not sent again. Messages written by hand are not seen either.';

export function checkEchoes(facts: PageFacts): PageCheck {
  const head = { key: 'message_echoes', title: 'Each message is proven by its echo' } as const;
  if (facts.fields.kind !== 'ok')
    return {
      ...head,
      state: 'unknown',
      detail: 'Facebook did not say whether the Page sends echoes.',
      remedy: null,
    };
  if (echoesFlow(facts))
    return {
      ...head,
      state: 'ok',
      detail: 'Echoes arrive: a call without an answer is settled within seconds.',
      remedy: null,
    };
  return { ...head, state: 'warning', detail: WITHOUT_ECHOES, remedy: 'Press "Subscribe".' };
}
