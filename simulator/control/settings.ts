// GET/PUT /sandbox/settings: limits, receipts and webhook delivery. GET /sandbox/webhooks: how delivery is going.
import { z } from 'zod';
import { mergeSettings, settingsSchema } from '../world/settings.ts';
import type { ControlRequest } from './control.ts';
import { parse } from './errors.ts';

const patchSchema = z.record(z.string(), z.unknown());

export function readSettings({ world }: ControlRequest): unknown {
  return world.settings;
}

export function changeSettings({ world, body }: ControlRequest): unknown {
  // Only the merged whole can be checked: two valid parts may not fit together.
  world.settings = parse(settingsSchema, mergeSettings(world.settings, parse(patchSchema, body)));
  return world.settings;
}

export function readWebhooks({ world }: ControlRequest): unknown {
  return { ...world.outbox.status(), scheduled: world.scheduler.size };
}
