// What delivery needs to know of a campaign's run, frozen at publishing. Delivery knows no campaign beyond this.
import { z } from 'zod';
import { connectorRequest } from '../connectors/connector.contract.ts';
import { contentSource, MAX_SOURCES } from './content-source.contract.ts';
import { controls } from './controls.contract.ts';
import { experiment } from './experiment.contract.ts';
import { composedMessage, routes, translations } from './message.contract.ts';

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
  translations,
  /** Its variants; null: everybody gets the same. */
  experiment: experiment.nullable().default(null),
  /** What is fetched for the texts before they are rendered. */
  content: z.array(contentSource).max(MAX_SOURCES).default([]),
  /** What texts may say of the campaign: {{ Campaign.name }}. */
  campaign: z
    .object({ id: z.string(), name: z.string(), version: z.number(), tags: z.array(z.string()) })
    .nullable()
    .default(null),
  controls: controls.prefault({}),
  /** Everybody gets it at this time by their own clock; `time_zone` is of whoever has none. null: as soon as it is their turn. */
  own_zone: z.object({ local_time: z.string(), time_zone: z.string() }).nullable().default(null),
  /** The Page that sends; null for any other address. */
  page_id: z.string().nullable(),
  routes,
  /** The campaign's own throttle, below the Page's rate; null: none. */
  per_second: z.number().positive().max(300).nullable(),
  priority,
  resend_unknown: resendUnknown,
});
export type DeliveryPlan = z.output<typeof deliveryPlan>;

/** A plan frozen by an earlier version lacks what has been added since. */
export const completePlan = (stored: DeliveryPlan): DeliveryPlan => ({ ...PLAIN, ...stored });

/** What a plan has beside its message, when nothing was chosen. */
export const PLAIN = {
  translations: [],
  experiment: null,
  content: [],
  campaign: null,
  controls: controls.parse({}),
  own_zone: null,
} satisfies Partial<DeliveryPlan>;

/** Campaigns see connectors only through delivery. */
export {
  type ConnectorRequest,
  completeRequest,
  connectorRequest,
  type ShownRequest,
  shownRequest,
  withoutRules,
} from '../connectors/connector.contract.ts';
export { type ContentSource, contentSource, MAX_SOURCES } from './content-source.contract.ts';
export {
  type Controls,
  controls,
  type FrequencyCap,
  type QuietHours,
  type SendingRules,
  sendingRules,
  timeOfDay,
} from './controls.contract.ts';
export { type Experiment, experiment, MAX_VARIANTS, WINNER_METRICS } from './experiment.contract.ts';
export {
  type ComposedMessage,
  composedMessage,
  type RouteStep,
  routes,
  type Translation,
  translations,
} from './message.contract.ts';
