// Between the two halves of a lane: whoever is to see somebody typing first sees it, and their message becomes ready a
// moment later. A call of its own at the Page's rate; nothing of it is recorded, because nothing depends on it.
import type { RenderedRequest } from '../connectors/connector.contract.ts';
import { SECOND_MS } from '../kit/clock.ts';
import type { LaneWork } from './lane-work.ts';
import type { Attempt } from './prepare-batch.ts';
import type { Priority } from './ready-queue.ts';

interface Typing {
  attempt: Attempt;
  priority: Priority;
}

export interface TypingQueue {
  /** Messages of this class that are not ready yet. */
  size(priority: Priority): number;
  add(priority: Priority, attempts: readonly Attempt[]): void;
}

/** `waits`: how long the person sees it, in seconds; 0: not at all. */
export const typingSeconds = ({ saying, expectsMid }: Attempt): number =>
  expectsMid ? (saying.message?.typing_seconds ?? 0) : 0;

export function createTypingQueue(): TypingQueue & { take(): Typing | undefined; done(of: Typing): void } {
  const waiting: Typing[] = [];
  const size: Record<Priority, number> = { high: 0, normal: 0 };
  return {
    size: (priority) => size[priority],
    add(priority, attempts) {
      size[priority] += attempts.length;
      waiting.push(...attempts.map((attempt) => ({ attempt, priority })));
    },
    take: () => waiting.shift(),
    done({ priority }) {
      size[priority] -= 1;
    },
  };
}

const LOOK_AGAIN_MS = 500;

/** Runs until the lane is given back. */
export async function showTyping(work: LaneWork): Promise<void> {
  const { typing, kind, inHand } = work;
  while (work.open()) {
    const next = typing.take();
    if (next === undefined) {
      await work.typingBell.wait(LOOK_AGAIN_MS, work.signal);
      continue;
    }
    const { attempt, priority } = next;
    await kind.pace.turn(false);
    if (!work.mayCall()) {
      inHand.delete(attempt.deliveryId); // read and judged anew when the lane goes on
      typing.done(next);
      continue;
    }
    work.inFlight.track(work.needs.callers.send.call(typingRequest(attempt)));
    void work.pause(typingSeconds(attempt) * SECOND_MS).then(() => {
      typing.done(next);
      if (!work.open()) return;
      work.ready.add(priority, [attempt]);
      for (const bell of work.callBells) bell.ring();
    });
  }
}

/** To the same person with the same token. (typing_on ends by itself with the message.) */
const typingRequest = ({ call, delivery }: Attempt): RenderedRequest => ({
  ...call,
  headers: { ...call.headers, 'content-type': 'application/json' },
  body: JSON.stringify({ recipient: { id: delivery.psid }, sender_action: 'typing_on' }),
});
