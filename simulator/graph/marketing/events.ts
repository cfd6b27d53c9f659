// What follows a paid marketing message: flat events of their own fields (messenger-platform §3.6), with the probabilities and
// delays of the receipts. Planned in memory only: a restarted sandbox sends no more of them.

import { exactNumber } from '../../webhooks/payloads.ts';
import type { SentMessage } from '../../webhooks/receipts.ts';
import type { World } from '../../world/world.ts';

interface Marks {
  trackingId: string;
  token: string;
  campaignId: string;
}

export function planEvents(world: World, sent: SentMessage, marks: Marks): void {
  const { echo, delivery, read } = world.settings.receipts;
  const { random, scheduler, record } = world;
  const delay = ({ min_ms, max_ms }: typeof echo): number => random.between(min_ms, max_ms);
  const { message } = sent;
  if (random.chance(echo.probability))
    scheduler.after(delay(echo), () => {
      if (publish(world, sent, marks, 'marketing_message_echoes')) record.echoed(message, world.clock.now());
    });
  if (!random.chance(delivery.probability)) return;
  const deliveredAfter = delay(delivery);
  scheduler.after(deliveredAfter, () => {
    if (publish(world, sent, marks, 'marketing_message_deliveries'))
      record.delivered(message, world.clock.now());
  });
  if (!random.chance(read.probability)) return;
  scheduler.after(deliveredAfter + delay(read), () => {
    if (publish(world, sent, marks, 'marketing_message_reads')) record.read(message, world.clock.now());
  });
}

/** `recipient_id` and `app_id` are numbers there. */
function publish(world: World, { page, person, message }: SentMessage, marks: Marks, field: string): boolean {
  const event = {
    field,
    page_id: page.id,
    recipient_id: exactNumber(person.psid),
    app_id: exactNumber(page.app.id),
    timestamp: world.clock.now(),
    mid: message.mid,
    marketing_message_tracking_id: marks.trackingId,
    messenger_subscription_token: marks.token,
    message_id: marks.campaignId,
  };
  return world.outbox.publish({ page, field, person, event }) === 'queued';
}
