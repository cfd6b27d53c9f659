// Attachments as a person's app sends them: each type with the payload keys the platform documents (messenger-platform
// §3.6), filled with an example where the request leaves them out.
import type { EventObject } from '../webhooks/payloads.ts';
import type { World } from '../world/world.ts';
import type { Attachment } from './parts.contract.ts';

/** The thumbs-up, as a number and not as text on most pages. */
const THUMBS_UP = 369239263222822;

/** One attachment of an event. A `fallback` may come without any payload. */
export function attachmentBody(world: World, { type, url, payload }: Attachment): EventObject {
  if (payload !== undefined) return { type, payload };
  return { type, payload: examplePayload(world, type, url) };
}

function examplePayload(world: World, type: Attachment['type'], given: string | undefined): EventObject {
  const url = given ?? `${world.baseUrl}/favicon.ico`;
  switch (type) {
    case 'sticker':
      return { url, sticker_id: THUMBS_UP };
    case 'reel':
    case 'ig_reel':
      return { url, title: 'A reel', reel_video_id: 123456789 };
    case 'post':
    case 'ig_post':
      return { url, title: 'A post', id: 123456789 };
    case 'fallback':
      return { url, title: 'A shared link' };
    case 'appointment_booking':
      return appointment(world);
    case 'template':
      return {
        product: {
          elements: [{ id: 'P1', retailer_id: 'SKU1', image_url: url, title: 'A product', subtitle: '$40' }],
        },
      };
    default:
      return { url };
  }
}

/** Tomorrow at this time, for an hour; in seconds. */
function appointment({ clock, ids }: World): EventObject {
  const start = Math.floor(clock.now() / 1000) + 86_400;
  return {
    booking_id: `B${ids.numeric('12')}`,
    status: 'requested',
    start_time: start,
    end_time: start + 3600,
    timezone: 'America/Los_Angeles',
  };
}
