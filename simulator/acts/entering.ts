// How people come into a thread: Get Started, ice breakers and menu, m.me links, ads, lead forms of ads, account linking.
import { issueLinkingToken } from '../graph/account-linking.ts';
import { type EventObject, present } from '../webhooks/payloads.ts';
import type { Page } from '../world/apps.ts';
import type { ActOf } from './act.contract.ts';
import { ActError, emit, emitAs, keep, openWindow, type Performed, type Scene } from './scene.ts';
import { message, referralBody } from './writing.ts';

export function postback(scene: Scene, act: ActOf<'postback'>): Performed {
  const { world, page, person } = scene;
  const found = act.payload === undefined ? findButton(page, act.via) : undefined;
  const payload = act.payload ?? found?.payload;
  if (payload === undefined) throw new ActError(`the Page has no ${act.via} to tap`, 'payload');
  const mid = world.ids.mid();
  const title = act.title ?? found?.title ?? 'Get Started';
  const body = present({ mid, title, payload, referral: act.referral && referralBody(act.referral) });
  openWindow(scene, 'postback');
  keep(scene, mid, { postback: body });
  const event = {
    sender: act.user_ref === undefined ? { id: person.psid } : { user_ref: act.user_ref },
    recipient: { id: page.id },
    timestamp: world.clock.now(),
    postback: body,
  };
  return { mid, ...emitAs(scene, 'messaging_postbacks', event) };
}

interface Button {
  title: string;
  payload: string;
}

/** The first button of that kind in the Messenger Profile; whatever a client wrote there. */
export function findButton(page: Page, via: ActOf<'postback'>['via']): Button | undefined {
  const profile = page.messengerProfile;
  if (via === 'get_started') {
    const { payload } = (profile['get_started'] ?? {}) as { payload?: string };
    return payload === undefined ? undefined : { title: 'Get Started', payload };
  }
  const name = via === 'menu' ? 'persistent_menu' : 'ice_breakers';
  const locales = (profile[name] ?? []) as { call_to_actions?: EventObject[] }[];
  for (const item of locales.flatMap((locale) => locale.call_to_actions ?? [locale as EventObject])) {
    const title = item['title'] ?? item['question'];
    if (typeof item['payload'] === 'string' && typeof title === 'string')
      return { title, payload: item['payload'] };
  }
  return undefined;
}

/**
 * An m.me link. In an old thread it is a referral; in a new one the person taps Get Started, and `ref` comes with that, or
 * writes, where the Page has no such button. `text` is what stands in the composer and is then sent.
 */
export function openLink(scene: Scene, act: ActOf<'m_me'>): Performed {
  const isNew = scene.person.thread === null;
  const starts = isNew && findButton(scene.page, 'get_started') !== undefined;
  const first = starts
    ? postback(scene, { type: 'postback', via: 'get_started', referral: { ref: act.ref } })
    : referral(scene, { type: 'referral', ref: act.ref });
  return act.text === undefined ? first : message(scene, { type: 'message', text: act.text });
}

/** A link into an existing thread opens the window; an ad click does only once the person writes (messenger-platform §5.1). */
export function referral(scene: Scene, act: ActOf<'referral'>): Performed {
  if (act.ad_id === undefined && scene.person.thread !== null) openWindow(scene, 'referral');
  const body = referralBody({ ...act, type: act.referral_type });
  return emit(scene, 'messaging_referrals', { referral: body });
}

/** A lead form that an ad opened in Messenger: its timestamp is in seconds. */
export function leadAd(scene: Scene, act: ActOf<'lead_ad'>): Performed {
  const { world, page, person } = scene;
  const { ad_id, complete, answers, summary } = act;
  const event = {
    sender: { id: person.psid },
    recipient: { id: page.id },
    timestamp: Math.floor(world.clock.now() / 1000),
    referral: referralBody({
      ad_id,
      source: 'ADS',
      type: complete ? 'LEAD_COMPLETE' : 'LEAD_INCOMPLETE',
    }),
    lead: { data: answers },
  };
  const told = emitAs(scene, 'messaging_referrals', event);
  if (summary === undefined) return told;
  const mid = world.ids.mid();
  const body = {
    message: { mid, text: summary },
    hop_context: { app_id: LEAD_APP_ID, metadata: 'messenger_lead_gen_complete' },
  };
  keep(scene, mid, body);
  return { mid, ...emitAs(scene, 'messages', { ...event, ...body, referral: undefined, lead: undefined }) };
}

/** The app that owns a thread while its person fills in a lead form (messenger-platform §3.6). */
const LEAD_APP_ID = 413038776280800;

export function accountLink(scene: Scene, act: ActOf<'account_link'>): Performed {
  const linked = act.status === 'linked';
  const code = act.authorization_code ?? scene.world.ids.secret();
  const { world, page, person } = scene;
  // What the log-in page got before it sent the person back with the code.
  const token = linked ? { token: issueLinkingToken(world, page, person) } : {};
  const event = { account_linking: { status: act.status, ...(linked ? { authorization_code: code } : {}) } };
  return { ...token, ...emit(scene, 'messaging_account_linking', event) };
}
