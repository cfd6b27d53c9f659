// The three ways to say what a campaign sends, and going from one to another without losing what was entered. Pure.
import type { CampaignDefinition, ComposedMessage, ConnectorRequest, RouteStep } from '../../../api/types.ts';
import { customRequest, newMessage } from '../messageTemplates.ts';

export type What = 'compose' | 'request' | 'template';

export const whatOf = ({ message, request }: CampaignDefinition): What =>
  request !== null ? 'request' : message !== null ? 'compose' : 'template';

/** What was entered for the ways not chosen now. */
export interface Kept {
  message: ComposedMessage | null;
  request: ConnectorRequest | null;
}
export const NOTHING_KEPT: Kept = { message: null, request: null };

export const keep = (kept: Kept, { message, request }: CampaignDefinition): Kept => ({
  message: message ?? kept.message,
  request: request ?? kept.request,
});

export function switchWhat(definition: CampaignDefinition, what: What, kept: Kept): CampaignDefinition {
  const message = what === 'compose' ? (kept.message ?? newMessage()) : null;
  const request = what === 'request' ? (kept.request ?? customRequest()) : null;
  return { ...definition, message, request, routes: routesFor(what, definition.routes) };
}

/** Without a message there is no step that sends it; with one there is. A list of ways is never empty. */
function routesFor(what: What, routes: RouteStep[]): RouteStep[] {
  const others = routes.filter((step) => step.kind !== 'message');
  if (what === 'template') return others.length > 0 ? others : [{ kind: 'message' }];
  return others.length < routes.length ? routes : [{ kind: 'message' }, ...others];
}
