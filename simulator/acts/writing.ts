// Writing: messages, quick replies, edits and reactions. They stand in the thread, and all but an edit open the window.
import { type EventObject, present } from '../webhooks/payloads.ts';
import { findLastFromPage, type Message } from '../world/threads.ts';
import type { ActOf } from './act.contract.ts';
import { attachmentBody } from './attachments.ts';
import { subscribeFromAd } from './optin.ts';
import type { Referral } from './parts.contract.ts';
import { ActError, emit, keep, openWindow, type Performed, type Scene } from './scene.ts';

/** "Users may edit a message up to five times", a limit of the apps. */
const EDIT_LIMIT = 5;

export function message(scene: Scene, act: ActOf<'message'>): Performed {
  const { world } = scene;
  const fromAd = act.referral?.ad_id !== undefined;
  const referral = act.referral && referralOfMessage(scene, act.referral);
  if (fromAd) subscribeFromAd(scene);
  const windowMs = fromAd ? world.settings.ad_window_hours * 3_600_000 : undefined;
  return say(
    scene,
    present({
      text: act.text,
      attachments: act.attachments?.map((one) => attachmentBody(world, one)),
      commands: act.commands?.map((name) => ({ name })),
      reply_to: act.reply_to && { mid: act.reply_to, is_self_reply: isOwn(scene, act.reply_to) },
      referral,
    }),
    windowMs,
  );
}

export function quickReply(scene: Scene, act: ActOf<'quick_reply'>): Performed {
  return say(scene, {
    text: act.title ?? act.text ?? act.payload,
    quick_reply: { payload: act.payload },
  });
}

function say(scene: Scene, content: EventObject, windowMs?: number): Performed {
  const mid = scene.world.ids.mid();
  const body = { mid, ...content };
  openWindow(scene, content['quick_reply'] ? 'quick_reply' : 'message', windowMs);
  keep(scene, mid, { message: body });
  return { mid, ...emit(scene, 'messages', { message: body }) };
}

function isOwn({ person }: Scene, mid: string): boolean {
  return person.thread?.find((item) => item.mid === mid)?.from === 'person';
}

/** An ad's referral is part of the message only when `messaging_referrals` is subscribed too (messenger-platform §3.6). */
function referralOfMessage({ page }: Scene, referral: Referral): EventObject | undefined {
  if (referral.product !== undefined) return { product: referral.product };
  const both = page.subscribedFields?.has('messaging_referrals') ?? false;
  return both || referral.ad_id === undefined ? referralBody(referral) : undefined;
}

export function referralBody({ ref, source, type, ad_id, ads_context_data }: Referral): EventObject {
  const ad = ad_id !== undefined;
  return present({
    ref,
    ad_id,
    source: source ?? (ad ? 'ADS' : 'SHORTLINK'),
    type: type ?? 'OPEN_THREAD',
    ads_context_data: ads_context_data ?? (ad ? { ad_title: 'An ad', post_id: '1' } : undefined),
  });
}

export function edit(scene: Scene, act: ActOf<'edit'>): Performed {
  const { world, person } = scene;
  const written = (item: Message): boolean => item.from === 'person' && item.body.includes('"text":');
  const message =
    act.mid === undefined
      ? person.thread?.findLast(written)
      : person.thread?.find((item) => item.mid === act.mid && written(item));
  if (!message) throw new ActError('there is no message of this person to edit', 'mid');
  const body = JSON.parse(message.body) as { message: EventObject; num_edit?: number };
  const num_edit = (body.num_edit ?? 0) + 1;
  if (num_edit > EDIT_LIMIT) throw new ActError(`a message can be edited ${EDIT_LIMIT} times`, 'mid');
  message.body = JSON.stringify({ message: { ...body.message, text: act.text }, num_edit });
  world.changes.message(message);
  const event = { message_edit: { mid: message.mid, text: act.text, num_edit } };
  return { mid: message.mid, ...emit(scene, 'message_edits', event) };
}

const EMOJI = {
  smile: '😆',
  angry: '😠',
  sad: '😢',
  wow: '😮',
  love: '❤️',
  like: '👍',
  dislike: '👎',
  other: '🎉',
} as const;

export function reaction(scene: Scene, act: ActOf<'reaction'>): Performed {
  const { person, world } = scene;
  const message =
    act.mid === undefined ? findLastFromPage(person) : person.thread?.find((item) => item.mid === act.mid);
  if (!message) throw new ActError('there is no such message in this thread to react to', 'mid');
  const emoji = act.emoji ?? EMOJI[act.reaction];
  message.reaction = act.action === 'react' ? emoji : null;
  world.changes.message(message);
  if (act.action === 'react') openWindow(scene, 'reaction');
  const body = { reaction: act.reaction, emoji, action: act.action, mid: message.mid };
  return { mid: message.mid, ...emit(scene, 'message_reactions', { reaction: body }) };
}
