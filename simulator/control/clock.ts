// GET/PUT /sandbox/clock: look at and move the virtual clock.
import { z } from 'zod';
import type { ControlRequest } from './control.ts';
import { ControlError, parse } from './errors.ts';

/** A hundred years either way is enough for any window. */
const FURTHEST_S = 100 * 365 * 86_400;

const changeSchema = z
  .strictObject({
    now: z.union([z.iso.datetime({ offset: true }), z.number().int().positive()]).optional(),
    advance_seconds: z.number().min(-FURTHEST_S).max(FURTHEST_S).optional(),
  })
  .refine((change) => (change.now === undefined) !== (change.advance_seconds === undefined), {
    message: 'give either now or advance_seconds',
    path: ['now'],
  });

export function readClock({ world }: ControlRequest): unknown {
  const now = world.clock.now();
  return {
    now: new Date(now).toISOString(),
    now_ms: now,
    offset_seconds: Math.round((now - Date.now()) / 1000),
  };
}

export function changeClock(request: ControlRequest): unknown {
  const { now, advance_seconds: seconds } = parse(changeSchema, request.body);
  const { clock } = request.world;
  if (now !== undefined) {
    const target = typeof now === 'number' ? now : Date.parse(now);
    if (Math.abs(target - Date.now()) > FURTHEST_S * 1000)
      throw new ControlError(400, 'now: too far away', 'now');
    clock.set(target);
  }
  if (seconds !== undefined) clock.advance(seconds * 1000);
  return readClock(request);
}
