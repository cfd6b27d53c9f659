// Calls that start an API-triggered campaign, with its id filled in, to copy. Pure.

export interface Call {
  origin: string;
  campaignId: string;
}

const url = ({ origin, campaignId }: Call): string => `${origin}/api/campaigns/${campaignId}/trigger`;

export const triggerCurl = (call: Call): string => `curl -X POST '${url(call)}' \\
  -H 'Authorization: Bearer YOUR_API_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{
    "idempotency_key": "order-17",
    "recipients": [
      { "customer_id": "customer-1", "data": { "order": "17", "total": 49.9 } }
    ]
  }'`;

export const triggerJavaScript = (call: Call): string => `const response = await fetch('${url(call)}', {
  method: 'POST',
  headers: {
    Authorization: 'Bearer YOUR_API_KEY',
    'Content-Type': 'application/json',
  },
  body: JSON.stringify({
    idempotency_key: 'order-17',
    recipients: [{ customer_id: 'customer-1', data: { order: '17', total: 49.9 } }],
  }),
});
const { accepted, recipients } = await response.json();`;

export const triggerSegment = (call: Call): string => `curl -X POST '${url(call)}' \\
  -H 'Authorization: Bearer YOUR_API_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{ "idempotency_key": "sale-4", "whole_segment": true, "data": { "sale": "Winter" } }'`;
