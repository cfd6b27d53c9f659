// First-party stickers (messenger-platform §4.3): the catalogue under an app token, and the like sticker. The pictures are
// the sandbox's own.
import { findText, type GraphCall } from './call.ts';
import { unknownObject } from './errors.ts';
import { pageThrough } from './paging.ts';

/** The thumbs-up sticker. */
const LIKE_STICKER = '369239263222822';

interface Sticker {
  id: string;
  pack: string;
  emoji: string;
  words: string;
}

const PACKS = [
  { id: '810000000000001', name: 'Greetings' },
  { id: '810000000000002', name: 'Feelings' },
];

const STICKERS: Sticker[] = [
  ['👋', 'hello wave hi'],
  ['🙏', 'thanks please'],
  ['🎉', 'party congratulations'],
  ['🚚', 'delivery parcel truck'],
  ['😀', 'happy smile'],
  ['😢', 'sad cry'],
  ['❤️', 'love heart'],
  ['😮', 'wow surprised'],
].map(([emoji = '', words = ''], index) => ({
  id: String(820_000_000_000_001 + index),
  pack: PACKS[index < 4 ? 0 : 1]!.id,
  emoji,
  words,
}));

export function isSticker(id: string): boolean {
  return id === LIKE_STICKER || STICKERS.some((sticker) => sticker.id === id);
}

/** GET /sticker_packs, /sticker_packs/{id}/stickers and /sticker_search?q=, with an app token. */
export function readStickers(call: GraphCall): unknown {
  const [edge, id] = call.parts;
  if (edge === 'sticker_packs' && id === undefined) return list(call, PACKS.map(describePack));
  if (edge === 'sticker_packs') {
    if (!PACKS.some((pack) => pack.id === id)) throw unknownObject(String(id), call.method);
    return list(call, STICKERS.filter((sticker) => sticker.pack === id).map(describe));
  }
  const wanted = (findText(call.params, 'q') ?? '').toLowerCase();
  // "locale needed for non-English": the words of the sandbox's stickers are English.
  const english = /^en(_[A-Z]{2})?$/.test(findText(call.params, 'locale') ?? 'en_US');
  return list(call, STICKERS.filter(({ words }) => english && words.includes(wanted)).map(describe));
}

function describePack(pack: (typeof PACKS)[number]): { id: string } {
  const inside = STICKERS.filter((sticker) => sticker.pack === pack.id);
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><text y="76" font-size="76">${inside[0]?.emoji}</text></svg>`;
  const preview_image_url = `data:image/svg+xml,${encodeURIComponent(picture)}`;
  const details = { preview_image_url, sticker_count: inside.length };
  return { ...pack, ...details };
}

function describe({ id, words }: Sticker): { id: string; name: string } {
  return { id, name: words };
}

function list(call: GraphCall, all: readonly { id: string }[]): unknown {
  const path = call.parts.join('/');
  const { shown, paging } = pageThrough(call, all, { path, idOf: ({ id }) => id, max: 100 });
  return paging ? { data: shown, paging } : { data: shown };
}
