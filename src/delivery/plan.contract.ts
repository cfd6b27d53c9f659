// What delivery needs to know of a campaign's run, frozen at publishing. Delivery knows no campaign beyond this.
import { z } from 'zod';
import { connectorRequest } from '../connectors/connector.contract.ts';
import { composedMessage, routes } from './message.contract.ts';

/** Campaigns of the high class overtake the others of their Page. */
export const priority = z.enum(['high', 'normal']);

/**
 * An unanswered call whose absence is proven: sent again, or left as not sent. Whoever would rather lose a message than
 * trust that proof chooses never.
 */
export const resendUnknown = z.enum(['on_absence', 'never']);

const deliveryPlan = z.object({
  /** A call as it was entered; null when the message is composed, or when only utility templates are sent. */
  request: connectorRequest.nullable(),
  message: composedMessage.nullable(),
  /** The Page that sends; null for any other address. */
  page_id: z.string().nullable(),
  routes,
  /** The campaign's own throttle, below the Page's rate; null: none. */
  per_second: z.number().positive().max(300).nullable(),
  priority,
  resend_unknown: resendUnknown,
});
export type DeliveryPlan = z.output<typeof deliveryPlan>;

/** Campaigns see connectors only through delivery. */
export {
  type ConnectorRequest,
  completeRequest,
  connectorRequest,
  type ShownRequest,
  shownRequest,
  withoutRules,
} from '../connectors/connector.contract.ts';
export { type ComposedMessage, composedMessage, type RouteStep, routes } from './message.contract.ts';
