// First of the four steps of a delivery: prepare → call → settle → retry. Renders the request for one person and asks the
// policy. Pure: everything it needs is an argument, so the wizard's preview shows exactly what the lane would do.
import type { RenderedRequest } from '../connectors/connector.contract.ts';
import type { CompiledRequest } from '../connectors/render-request.ts';
import { addMs, HOUR_MS } from '../kit/clock.ts';
import { rememberLast } from '../kit/remember-last.ts';
import { describeSend, recogniseSendUrl } from '../messenger/send-api.ts';
import { decide } from '../policy/verdict.ts';
import type { DeliveryPlan } from './plan.contract.ts';
import { type PageCredentials, readBody, toSendRequest } from './send-request.ts';

export interface Addressee {
  profileId: number | null; // null: a raw PSID of a test
  customerId: string | null;
  attributes: Record<string, unknown>;
  psid: string | null;
  lastUserActionAt: Date | null;
  blockedAt: Date | null;
}

/** A plan made ready once for all its recipients. */
export interface CompiledPlan {
  plan: DeliveryPlan;
  request: CompiledRequest;
}

export interface SendContext {
  graphUrl: string;
  credentials: PageCredentials;
  metadata: string;
}

export type Prepared =
  | { kind: 'call'; request: RenderedRequest; audioOrVideo: boolean; message: Record<string, unknown> | null }
  | {
      kind: 'skip' | 'fail';
      reason: string;
      request: RenderedRequest | null;
      message: Record<string, unknown> | null;
    }
  | {
      kind: 'hold';
      reason: string;
      until: Date;
      request: RenderedRequest;
      message: Record<string, unknown> | null;
    };

/** One URL for all recipients is the rule, and parsing it costs more than rendering it. */
const recognise = rememberLast(recogniseSendUrl);

/** @param send null for a connector that is not the Send API. */
export function prepare(
  compiled: CompiledPlan,
  to: Addressee,
  send: SendContext | null,
  now: Date,
): Prepared {
  const person = { attributes: to.attributes, customerId: to.customerId, psid: to.psid };
  const rendered = compiled.request.render(person, compiled.plan.request.missing_attribute);
  if (!rendered.ok) {
    const kind =
      rendered.reason === 'missing_attribute' || rendered.reason === 'do_not_send' ? 'skip' : 'fail';
    return { kind, reason: withDetail(rendered.reason, rendered.detail), request: null, message: null };
  }
  if (send === null) return { kind: 'call', request: rendered.request, audioOrVideo: false, message: null };
  return prepareSend(compiled.plan, rendered.request, { to, send, now });
}

function prepareSend(
  plan: DeliveryPlan,
  rendered: RenderedRequest,
  { to, send, now }: { to: Addressee; send: SendContext; now: Date },
): Prepared {
  // An address that came out as another one than was planned gets neither the token nor the call.
  const address = recognise(rendered.url, send.graphUrl);
  if (plan.page_id === null || (address?.pageId !== plan.page_id && address?.pageId !== 'me')) {
    return { kind: 'fail', reason: 'invalid_url', request: null, message: null };
  }
  const body = readBody(rendered);
  if (body === null) return { kind: 'fail', reason: 'unreadable_body', request: rendered, message: null };
  const sendBody = describeSend(body.json);
  const message = sendBody.message;
  if (to.psid === null) return { kind: 'skip', reason: 'no_psid', request: rendered, message };
  // Whatever the template says, a message leaves only for the person it was prepared for.
  if (sendBody.psid !== to.psid)
    return { kind: 'fail', reason: 'wrong_recipient', request: rendered, message };
  const request = toSendRequest(rendered, body, { ...send, pageId: plan.page_id, psid: to.psid });
  const verdict = decide({
    now,
    messagingType: sendBody.messagingType,
    tag: sendBody.tag,
    template: sendBody.template,
    person: { lastUserActionAt: to.lastUserActionAt, blockedAt: to.blockedAt },
  });
  if (verdict.kind === 'send')
    return { kind: 'call', request, audioOrVideo: sendBody.media === 'audio_video', message };
  if (verdict.kind === 'outside_window' && plan.outside_window === 'hold') {
    return {
      kind: 'hold',
      reason: verdict.reason,
      until: addMs(now, plan.hold_hours * HOUR_MS),
      request,
      message,
    };
  }
  return { kind: 'skip', reason: verdict.reason, request, message };
}

/** A reason with what it is about: missing_attribute:first_name. Bounded: it is a column. */
const withDetail = (reason: string, detail: string | null): string =>
  detail === null || detail === '' ? reason : `${reason}:${detail}`.slice(0, 200);
