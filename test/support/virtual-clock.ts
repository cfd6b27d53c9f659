// Time that a test moves, for the service and for the platform alike; real time goes on in between.
import type { Clock } from '../../src/kit/clock.ts';
import type { World } from './world.ts';

export interface VirtualClock extends Clock {
  /** Both clocks show it from now on. */
  moveTo(world: World, at: string): Promise<void>;
}

export function createVirtualClock(start: string): VirtualClock {
  let distanceMs = Date.parse(start) - Date.now();
  return {
    now: () => new Date(Date.now() + distanceMs),
    async moveTo(world, at) {
      await world.sand('PUT', '/sandbox/clock', { now: at });
      distanceMs = Date.parse(at) - Date.now();
    },
  };
}
