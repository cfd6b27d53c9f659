// Calls to copy, with the address and the workspace filled in.

export interface Place {
  origin: string;
  workspaceId: string;
}

export const segmentNode = ({
  origin,
}: Place): string => `import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({ writeKey: 'YOUR_API_KEY', host: '${origin}' });
analytics.identify({ userId: 'customer-1', traits: { firstName: 'Ana', plan: 'pro' } });
analytics.track({ userId: 'customer-1', event: 'Order Completed', properties: { revenue: 14.99 } });`;

export const segmentBrowser = ({
  origin,
}: Place): string => `import { AnalyticsBrowser } from '@segment/analytics-next';

const analytics = AnalyticsBrowser.load({ writeKey: 'YOUR_API_KEY', cdnURL: '${origin}' });
analytics.page('Pricing');
analytics.identify('customer-1', { firstName: 'Ana' });`;

export const segmentCurl = ({ origin }: Place): string => `curl -X POST '${origin}/v1/track' \\
  -u 'YOUR_API_KEY:' \\
  -H 'Content-Type: application/json' \\
  -d '{ "userId": "customer-1", "event": "Order Completed", "properties": { "revenue": 14.99 } }'`;

export const moengageUrl = (
  { origin, workspaceId }: Place,
  kind: 'customer' | 'event' | 'transition',
): string => `${origin}/v1/${kind}/${encodeURIComponent(workspaceId)}`;

export const moengageCurl = (place: Place): string => `curl -X POST '${moengageUrl(place, 'customer')}' \\
  -u '${place.workspaceId}:YOUR_API_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{
    "type": "customer",
    "customer_id": "customer-1",
    "attributes": { "first_name": "Ana", "ps_id": "5275811702471834" }
  }'`;

export const ownCustomerCurl = ({ origin }: Place): string => `curl -X POST '${origin}/api/people' \\
  -H 'Authorization: Bearer YOUR_API_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{ "customer_id": "customer-1", "attributes": { "first_name": "Ana" } }'`;

export const ownEventsCurl = ({ origin }: Place): string => `curl -X POST '${origin}/api/events' \\
  -H 'Authorization: Bearer YOUR_API_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{ "events": [{ "customer_id": "customer-1", "name": "Order Completed",
                    "dedupe_key": "order-17", "attributes": { "revenue": 14.99 } }] }'`;
