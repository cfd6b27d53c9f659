// One message as it looks on the phone: text, picture, buttons, carousel, with its ticks and reaction.
import { h, icon, picture, safeUrl } from './dom.js';
import { templatePart, utilityPart } from './templates.js';

const REACTIONS = {
  '❤️': 'love',
  '😆': 'smile',
  '😮': 'wow',
  '😢': 'sad',
  '😠': 'angry',
  '👍': 'like',
  '👎': 'dislike',
};

/** @param actions `{postback(payload,title), quickReply(reply), react(mid, reaction, remove)}` */
export function bubble(message, actions) {
  const content = message.body.message ?? {};
  const parts = message.body.postback
    ? [h('p', { class: 'text tap' }, message.body.postback.title)]
    : contentParts(message, content, actions);
  return h(
    'li',
    { class: `message from-${message.from}`, 'data-mid': message.mid },
    message.persona ? h('span', { class: 'persona' }, message.persona.name) : null,
    h(
      'div',
      { class: 'message-body' },
      parts,
      message.reaction ? h('span', { class: 'reaction', title: 'Reaction' }, message.reaction) : null,
      message.from === 'page' ? reactMenu(message, actions) : null,
    ),
    ticks(message),
  );
}

function contentParts(message, content, actions) {
  const parts = [];
  if (content.referral)
    parts.push(h('p', { class: 'via' }, content.referral.ad_id ? 'after an ad' : 'through an m.me link'));
  if (content.text) parts.push(h('p', { class: 'text' }, content.text));
  const attachments = content.attachments ?? (content.attachment ? [content.attachment] : []);
  if (message.shown) parts.push(utilityPart(message.shown, actions));
  else for (const attachment of attachments) parts.push(attachmentPart(attachment, message, actions));
  if (content.template && !message.shown)
    parts.push(h('p', { class: 'text' }, `Utility message “${content.template.name}”`));
  if (content.sticker_id) parts.push(h('p', { class: 'sticker' }, '👍'));
  return parts.length > 0 ? parts : [h('p', { class: 'text' }, 'An empty message')];
}

function attachmentPart({ type, payload }, message, actions) {
  const url = safeUrl(payload?.url ?? (payload?.attachment_id && mediaUrl(payload.attachment_id)));
  if (type === 'template') return templatePart(payload ?? {}, message, actions);
  if (type === 'sticker') return h('p', { class: 'sticker' }, '👍');
  if (type === 'image' && url) return picture(url, 'picture');
  if (type === 'video' && url)
    return h('video', { class: 'picture', src: url, controls: true, preload: 'none' });
  if (type === 'audio' && url)
    return h('audio', { class: 'sound', src: url, controls: true, preload: 'none' });
  if (url)
    return h(
      'a',
      { class: 'text file', href: url, target: '_blank', rel: 'noopener noreferrer' },
      `${type}: ${url}`,
    );
  return h('p', { class: 'text' }, `[${type}]`);
}

/** An uploaded file, as the sandbox keeps it. */
function mediaUrl(attachmentId) {
  return `${location.origin}/sandbox/media/${encodeURIComponent(attachmentId)}`;
}

/** Reactions open by mouse, touch and keyboard alike: a native disclosure. */
function reactMenu(message, actions) {
  const menu = h('details', { class: 'react' });
  const choose = (emoji) => {
    menu.open = false;
    actions.react(message.mid, REACTIONS[emoji], message.reaction === emoji);
  };
  menu.append(
    h('summary', { 'aria-label': 'React to this message' }, icon('smile')),
    h(
      'div',
      { class: 'react-choice' },
      Object.keys(REACTIONS).map((emoji) =>
        h('button', { type: 'button', 'aria-label': REACTIONS[emoji], onclick: () => choose(emoji) }, emoji),
      ),
    ),
  );
  return menu;
}

function ticks(message) {
  const time = new Date(message.at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  if (message.from === 'person') {
    const edited = message.body.num_edit ? ' · edited' : '';
    return h('span', { class: 'ticks' }, `${time}${edited}${message.read ? ' · seen by the Page' : ''}`);
  }
  const state = message.read ? 'Read' : message.delivered ? 'Delivered' : 'Sent';
  const symbol = message.read ? '✓✓' : message.delivered ? '✓' : '○';
  return h(
    'span',
    {
      class: `ticks ${state.toLowerCase()}`,
      title: message.metadata ? `metadata ${message.metadata}` : undefined,
    },
    `${time} · ${state} `,
    h('span', { 'aria-hidden': 'true' }, symbol),
  );
}

/** Quick replies of the newest message; they vanish with the next one. */
export function quickReplies(message, actions) {
  const replies = message?.from === 'page' ? (message.body.message?.quick_replies ?? []) : [];
  if (replies.length === 0) return null;
  return h(
    'div',
    { class: 'quick-replies', role: 'group', 'aria-label': 'Quick replies' },
    replies.map((reply) => {
      const image = safeUrl(reply.image_url);
      return h(
        'button',
        { type: 'button', onclick: () => actions.quickReply(reply) },
        image ? picture(image, 'chip-picture') : null,
        quickReplyTitle(reply),
      );
    }),
  );
}

/** Phone and e-mail chips show what the profile holds; sandbox people hold these. */
export function quickReplyTitle(reply) {
  return (
    { user_email: 'me@example.com', user_phone_number: '+15550100' }[reply.content_type] ??
    reply.title ??
    'Reply'
  );
}
