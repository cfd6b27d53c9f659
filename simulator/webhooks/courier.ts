// Carries one signed POST to a callback, over kept-alive connections. Success is HTTP 200 in time, nothing else.
import { Agent } from 'undici';
import type { App } from '../world/apps.ts';
import { signatureHeaders } from './sign.ts';

export type CourierResult = { delivered: true } | { delivered: false; reason: string };

export class Courier {
  private readonly agent: Agent;

  constructor() {
    this.agent = new Agent({
      connections: 512,
      pipelining: 1,
      keepAliveTimeout: 4_000,
      connect: { timeout: 5_000 },
    });
  }

  /** Posts `body`, signed with the app's secret, or with a wrong key when asked. */
  async deliver(
    app: App,
    url: string,
    body: string,
    options: { timeoutMs: number; badSignature: boolean },
  ): Promise<CourierResult> {
    const secret = options.badSignature ? `${app.secret}-wrong` : app.secret;
    const target = new URL(url);
    try {
      const response = await this.agent.request({
        origin: target.origin,
        path: target.pathname + target.search,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'facebookexternalua',
          ...signatureHeaders(body, secret),
        },
        body,
        headersTimeout: options.timeoutMs,
        bodyTimeout: options.timeoutMs,
      });
      await response.body.dump();
      return response.statusCode === 200
        ? { delivered: true }
        : { delivered: false, reason: `HTTP ${response.statusCode}` };
    } catch (error) {
      return { delivered: false, reason: describe(error) };
    }
  }

  /**
   * The subscription handshake: GET with `hub.mode`, `hub.challenge` and `hub.verify_token`; the answer must be 200 with
   * exactly the challenge. Returns null when it holds, otherwise what was wrong.
   */
  async handshake(
    url: string,
    challenge: string,
    verifyToken: string,
    timeoutMs: number,
  ): Promise<string | null> {
    const target = new URL(url);
    target.searchParams.set('hub.mode', 'subscribe');
    target.searchParams.set('hub.challenge', challenge);
    target.searchParams.set('hub.verify_token', verifyToken);
    try {
      const response = await this.agent.request({
        origin: target.origin,
        path: target.pathname + target.search,
        method: 'GET',
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      const text = await response.body.text();
      if (response.statusCode !== 200) return `HTTP Status Code = ${response.statusCode}`;
      return text.trim() === challenge ? null : 'The callback did not answer with the challenge';
    } catch (error) {
      return describe(error);
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.message === '' ? code : `${code}: ${error.message}`;
}
