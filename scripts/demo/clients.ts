// The demo's three clients: the operator in the dashboard (cookie), the CRM that knows customers (MoEngage's Data API), and
// the sandbox's controls.
import type { Service } from './service.ts';

export interface Operator {
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
}

/** Signs in as a person does and keeps the cookie. */
export async function signIn({ url, owner }: Pick<Service, 'url' | 'owner'>): Promise<Operator> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(owner),
  });
  if (!answer.ok) throw new Error(`Signing in failed: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return {
    call: (method, path, body) =>
      callJson(`${url}${path}`, { method, headers: { cookie, origin: url }, body }),
  };
}

export const steerSandbox = <T>(
  { sandboxUrl }: Pick<Service, 'sandboxUrl'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> => callJson(`${sandboxUrl}${path}`, { method, headers: {}, body });

/** A customer of the brand, saved the way a program written for MoEngage does it. */
export async function saveCustomer(
  { url }: Service,
  key: string,
  customer: { customer_id: string; attributes: object },
): Promise<void> {
  const authorization = `Basic ${Buffer.from(`default:${key}`).toString('base64')}`;
  await callJson(`${url}/v1/customer/default`, {
    method: 'POST',
    headers: { authorization },
    body: { type: 'customer', ...customer },
  });
}

interface Call {
  method: string;
  headers: Record<string, string>;
  body: unknown;
}

async function callJson<T>(url: string, { method, headers, body }: Call): Promise<T> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as T;
}

/** Runs `work` for every item, `width` at a time. */
export async function inParallel<T>(
  items: T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const run = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, run));
}
