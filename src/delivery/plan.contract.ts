// What delivery needs to know of a campaign's run, frozen at publishing. Delivery knows no campaign beyond this.
import { z } from 'zod';
import { connectorRequest } from '../connectors/connector.contract.ts';

/** What happens to a person whose messaging window is closed: no message, or wait until they next write. */
export const outsideWindow = z.enum(['skip', 'hold']);

/** Campaigns of the high class overtake the others of their Page. */
export const priority = z.enum(['high', 'normal']);

/**
 * An unanswered call whose absence is proven: sent again, or left as not sent. Whoever would rather lose a message than
 * trust that proof chooses never.
 */
export const resendUnknown = z.enum(['on_absence', 'never']);

const deliveryPlan = z.object({
  request: connectorRequest,
  /** The Page whose Send API the URL is; null for any other address. */
  page_id: z.string().nullable(),
  outside_window: outsideWindow,
  /** How long a held message stays useful. */
  hold_hours: z.number().int().min(1).max(168),
  /** The campaign's own throttle, below the Page's rate; null: none. */
  per_second: z.number().positive().max(300).nullable(),
  priority,
  resend_unknown: resendUnknown,
});
export type DeliveryPlan = z.output<typeof deliveryPlan>;

/** Campaigns see connectors only through delivery. */
export {
  completeRequest,
  connectorRequest,
  type ShownRequest,
  shownRequest,
  withoutRules,
} from '../connectors/connector.contract.ts';
