// A frozen plan made ready: its secrets opened, and one of an earlier version completed.
import { expect, test } from 'vitest';
import { DEFAULT_RULES } from '../connectors/call-rules.contract.ts';
import { connectorRequest } from '../connectors/connector.contract.ts';
import { createSecrets } from '../kit/secrets.ts';
import { compilePlan, sealText, secretsOf } from './compile-plan.ts';
import { type DeliveryPlan, PLAIN } from './plan.contract.ts';

const secrets = createSecrets('k'.repeat(32));
const RULES = {
  graphUrl: 'https://graph.facebook.com',
  graphVersion: 'v26.0',
  utilityShape: 'message',
} as const;
const planOf = (request: DeliveryPlan['request']): DeliveryPlan => ({
  ...PLAIN,
  request,
  message: null,
  page_id: null,
  routes: [{ kind: 'message' }],
  per_second: null,
  priority: 'normal' as const,
  resend_unknown: 'on_absence' as const,
});

test('secret headers and the client secret are opened, and known as secrets', () => {
  const request = connectorRequest.parse({
    url: 'https://h.example/',
    headers: [{ name: 'X-Key', value: sealText('the key', secrets), secret: true }],
    auth: {
      kind: 'oauth2_client_credentials',
      token_url: 'https://id.example/token',
      client_id: 'shop',
      client_secret: sealText('the secret', secrets),
    },
  });
  const compiled = compilePlan(planOf(request), secrets, RULES);
  expect(compiled.plan.request?.headers[0]?.value).toBe('the key');
  expect(compiled.plan.request?.auth?.client_secret).toBe('the secret');
  expect(secretsOf(compiled)).toEqual(['the key', 'the secret']);
});

test('a plan that was frozen before there were rules has the default ones', () => {
  const { success, retry, timeouts, follow_redirects, max_response_kb, auth, ...before } =
    connectorRequest.parse({ url: 'https://h.example/' });
  const compiled = compilePlan(planOf(before as DeliveryPlan['request']), secrets, RULES);
  expect(compiled.plan.request).toEqual({ ...before, ...DEFAULT_RULES });
  expect({ success, retry, timeouts, follow_redirects, max_response_kb, auth }).toEqual(DEFAULT_RULES);
});
