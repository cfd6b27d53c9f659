// Carries out what a person does. Asked by the controls and by the script; changes thread and window as the platform would, then
// lets the webhook go.
import { publishRead } from '../webhooks/receipts.ts';
import type { Act, ActOf } from './act.contract.ts';
import {
  coupon,
  customerInformation,
  feedback,
  handover,
  leadForm,
  order,
  responseFeedback,
} from './answering.ts';
import { accountLink, leadAd, openLink, postback, referral } from './entering.ts';
import { optin } from './optin.ts';
import { comment, post } from './posts.ts';
import { block, click, unblock } from './reaching.ts';
import { ActError, emit, emitAs, type Performed, type Scene } from './scene.ts';
import { edit, message, quickReply, reaction } from './writing.ts';

/** Somebody who has blocked the Page must unblock it before anything else. */
export class BlockedError extends ActError {}

type Done = Performed | Promise<Performed>;

const PERFORMERS: { readonly [T in Act['type']]: (scene: Scene, act: ActOf<T>) => Done } = {
  message,
  quick_reply: quickReply,
  edit,
  reaction,
  read: ({ world, page, person }) => ({ webhook: publishRead(world, page, person) ? 'queued' : 'none' }),
  postback,
  m_me: openLink,
  referral,
  lead_ad: leadAd,
  optin,
  account_link: accountLink,
  comment,
  post,
  click,
  feedback,
  response_feedback: responseFeedback,
  customer_information: customerInformation,
  lead_form: leadForm,
  order,
  coupon,
  handover,
  block: (scene, act) => block(scene, act.variant),
  report: (scene, act) => block(scene, act.variant, true),
  unblock,
  raw: (scene, { head, field, event, place }) => (head ? emit : emitAs)(scene, field, event, place),
};

const TURNING: ReadonlySet<Act['type']> = new Set(['block', 'report', 'unblock']);

/** @throws ActError when it cannot be done, BlockedError when the person has blocked the Page */
export function perform(scene: Scene, act: Act): Done {
  const { page, person } = scene;
  if (person.blocked !== null && !TURNING.has(act.type))
    throw new BlockedError(`This person has blocked ${page.name} and must unblock it first.`);
  // Each performer takes exactly the act of its own key; the compiler cannot follow that through the lookup.
  const performer = PERFORMERS[act.type] as (scene: Scene, act: Act) => Done;
  return performer(scene, act);
}
