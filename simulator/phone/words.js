// Turning what the sandbox says into words: previews, times, the state of the window.

/** One line for the list. */
export function previewOf(person) {
  if (person.blocked) return 'Has blocked the Page';
  const message = person.last_message;
  if (!message) return person.psid;
  const text = textOf(message);
  return message.from === 'page' ? text : `You: ${text}`;
}

/** What a message says, whatever it is made of. */
export function textOf({ body }) {
  if (body.postback) return body.postback.title;
  const content = body.message ?? {};
  const payload = content.attachment?.payload;
  if (content.text) return content.text;
  if (payload?.text) return payload.text;
  if (payload?.elements?.[0]?.title) return payload.elements[0].title;
  const type = content.attachment?.type ?? content.attachments?.[0]?.type;
  if (type)
    return (
      { image: 'A picture', audio: 'A voice message', video: 'A video', file: 'A file', sticker: '👍' }[
        type
      ] ?? `A ${type}`
    );
  return content.template ? `Utility message ${content.template.name}` : 'A message';
}

const clockTime = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

export function shortTime(iso) {
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString() ? clockTime.format(at) : day.format(at);
}

export function longTime(iso) {
  return dayAndTime.format(new Date(iso));
}

/** "window open, 23 h left" and the like, against the virtual `now`. */
export function windowText(person, nowIso) {
  if (person.blocked) return 'has blocked the Page';
  if (person.window.closes_at === null) return 'has never written';
  const left = Date.parse(person.window.closes_at) - Date.parse(nowIso);
  if (left < 0) return 'window closed';
  const hours = Math.floor(left / 3_600_000);
  const span =
    hours >= 48
      ? `${Math.floor(hours / 24)} d`
      : hours >= 1
        ? `${hours} h`
        : `${Math.max(1, Math.round(left / 60_000))} min`;
  return `window open, ${span} left`;
}
