// GET/PUT /sandbox/settings: limits, receipts and webhook delivery. GET /sandbox/webhooks: how delivery is going.
import { mergeSettings, settingsPatchSchema, settingsSchema } from '../world/settings.ts';
import type { ControlRequest } from './control.ts';
import { parse } from './errors.ts';

export function readSettings({ world }: ControlRequest): unknown {
  return world.settings;
}

export function changeSettings({ world, body }: ControlRequest): unknown {
  // The merged whole is checked again: two valid parts may not fit together.
  world.settings = parse(settingsSchema, mergeSettings(world.settings, parse(settingsPatchSchema, body)));
  return world.settings;
}

export function readWebhooks({ world }: ControlRequest): unknown {
  return { ...world.outbox.status(), scheduled: world.scheduler.size };
}
