// What the conformance tests stand on: a sandbox with one Page and somebody who has just written, and short words for
// "accepted" and "refused with this code". The tests follow the platform's description section by section.
import { expect } from 'vitest';
import { type Answer, openStory, type Story, someoneWhoWrote } from '../testing/story.ts';

export interface Scene extends Story {
  /** Wrote just now: the window is open. */
  psid: string;
  appToken: string;
  userToken: string;
}

/** Allowances are out of the way, so that tables of a hundred sends test what they are about. */
export async function openScene(): Promise<Scene> {
  const story = await openStory();
  const high = 1_000_000;
  await story.control('PUT', '/sandbox/settings', {
    limits: {
      messages_per_second: high,
      media_per_second: high,
      conversations_per_second: high,
      daily_calls_per_person: high,
      profile_calls_per_10_minutes: high,
      thread_messages_per_minute: high,
    },
  });
  const psid = await someoneWhoWrote(story);
  const [app] = (await story.control('GET', '/sandbox/apps')).body;
  return {
    ...story,
    psid,
    appToken: `${story.page.app_id}|${story.page.app_secret}`,
    userToken: app.user_access_token,
  };
}

/** `[code, subcode?]` as in the table of errors. */
export type Refusal = readonly [code: number, subcode?: number | undefined];

export function expectRefused(body: Answer, [code, subcode]: Refusal, what: string): void {
  expect({ code: body.error?.code, subcode: body.error?.error_subcode }, what).toEqual({ code, subcode });
  expect(body.error, what).toMatchObject({
    message: expect.any(String),
    type: expect.any(String),
    fbtrace_id: expect.any(String),
  });
}

export function expectAccepted(body: Answer, what: string): void {
  expect(body.error, what).toBeUndefined();
  expect(body, what).toMatchObject({ message_id: expect.stringMatching(/^m_/) });
}

/** Text of a length. */
export const x = (length: number): string => 'x'.repeat(length);
export const many = <T>(count: number, item: T): T[] => Array<T>(count).fill(item);
export const template = (payload: unknown): unknown => ({ attachment: { type: 'template', payload } });

export const IMAGE = 'https://shop.example.org/a.png';
export const POSTBACK = { type: 'postback', title: 'Yes', payload: 'YES' };
