// The verbs tests of the sandbox are written with: a person writes, the Page sends, the clock advances. All of it over
// real HTTP against a sandbox on a free port.
import { onTestFinished } from 'vitest';
import type { SandboxOptions } from '../config.ts';
import type { PageCredentials } from '../control/pages.ts';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { type Receiver, startReceiver } from './receiver.ts';

/** Any JSON, read freely by assertions. */
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by assertions, which fail on a wrong shape
export type Answer = any;

export interface Story {
  sandbox: Sandbox;
  page: PageCredentials;
  /** Calls the Graph API as the Page; `body` makes it a POST. */
  graph(
    path: string,
    body?: unknown,
    init?: { token?: string | null; method?: string },
  ): Promise<{ status: number; body: Answer; headers: Headers }>;
  control(method: string, path: string, body?: unknown): Promise<{ status: number; body: Answer }>;
  /** New people; their PSIDs. */
  people(count: number): Promise<string[]>;
  act(psid: string, action: Record<string, unknown>): Promise<Answer>;
  send(
    psid: string,
    message: unknown,
    more?: Record<string, unknown>,
  ): Promise<{ status: number; body: Answer; headers: Headers }>;
  advance(seconds: number): Promise<void>;
}

/** Opens a sandbox that is closed after the test. */
export async function openStory(options: Partial<SandboxOptions> = {}): Promise<Story> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  const page = sandbox.pages[0]!;
  const control: Story['control'] = async (method, path, body) => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const graph: Story['graph'] = async (path, body, init = {}) => {
    const token = init.token === undefined ? page.access_token : init.token;
    const response = await fetch(`${sandbox.url}${path}`, {
      method: init.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json(), headers: response.headers };
  };
  return {
    sandbox,
    page,
    graph,
    control,
    people: async (count) =>
      (await control('POST', '/sandbox/people', { page_id: page.id, count })).body.psids,
    act: async (psid, action) =>
      (await control('POST', `/sandbox/people/${psid}/actions`, { page_id: page.id, ...action })).body,
    send: (psid, message, more) =>
      graph(`/v26.0/${page.id}/messages`, { recipient: { id: psid }, message, ...more }),
    advance: async (seconds) => void (await control('PUT', '/sandbox/clock', { advance_seconds: seconds })),
  };
}

/** A story with a receiver that the Page is already subscribed to, and receipts that follow at once. */
export async function openStoryWithReceiver(
  options: Partial<SandboxOptions> = {},
): Promise<Story & { receiver: Receiver }> {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const story = await openStory({ ...options, webhookUrl: receiver.url });
  receiver.verifyToken = story.page.verify_token;
  const soon = { probability: 1, min_ms: 0, max_ms: 5 };
  await story.control('PUT', '/sandbox/settings', { receipts: { echo: soon, delivery: soon, read: soon } });
  return { ...story, receiver };
}

/** One person who has just written. */
export async function someoneWhoWrote(story: Story): Promise<string> {
  const [psid] = await story.people(1);
  await story.act(psid!, { type: 'message', text: 'hello' });
  return psid!;
}
