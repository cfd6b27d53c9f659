// The service's clock while the sandbox plays the platform: the sandbox's, so that moving it there closes windows, ends holds
// and starts what is scheduled here too. Real time goes on in between; only the distance is asked for.
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';
import type { Clock } from '../kit/clock.ts';

const reply = z.object({ now_ms: z.number() });
const ASK_EVERY_MS = 500;
/** What a round trip takes is no distance. */
const JITTER_MS = 1_000;

export interface SandboxClock extends Clock {
  stop(): void;
}

/** While the sandbox does not answer, its time goes on at the last known distance. */
export async function followSandbox(url: string): Promise<SandboxClock> {
  const ending = new AbortController();
  let distanceMs = 0;
  const ask = async (): Promise<void> => {
    const answer = await request(`${url}/sandbox/clock`, { signal: ending.signal });
    const { now_ms } = reply.parse(await answer.body.json());
    const found = now_ms - Date.now();
    if (Math.abs(found - distanceMs) > JITTER_MS) distanceMs = found;
  };
  const follow = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await ask().catch(() => {});
      await sleep(ASK_EVERY_MS, undefined, { signal: ending.signal, ref: false }).catch(() => {});
    }
  };
  await ask().catch(() => {});
  void follow();
  return { now: () => new Date(Date.now() + distanceMs), stop: () => ending.abort() };
}
