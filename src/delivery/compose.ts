// A composed message as the body of a Send API call. Pure; every text may still hold Liquid.
import { findObject, findText, type JsonObject } from '../messenger/lossless-json.ts';
import type { ComposedMessage } from './message.contract.ts';

/**
 * The body with its recipient. A customer feedback template goes under its tag, which keeps it sendable for 7 days
 * (Messenger Platform, Customer feedback template); everything else is an UPDATE within the window.
 */
export function composeBody({ message, persona_id, notification_type }: ComposedMessage): JsonObject {
  const payload = findObject(findObject(message, 'attachment') ?? {}, 'payload');
  const isFeedback = findText(payload, 'template_type') === 'customer_feedback';
  return {
    recipient: { id: '{{ ps_id }}' },
    ...(isFeedback
      ? { messaging_type: 'MESSAGE_TAG', tag: 'CUSTOMER_FEEDBACK' }
      : { messaging_type: 'UPDATE' }),
    ...(notification_type !== 'REGULAR' && { notification_type }),
    ...(persona_id !== null && { persona_id }),
    message,
  };
}
