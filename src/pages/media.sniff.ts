// What a file really is, told from its first bytes: neither the name nor the content type of an upload is to be believed.
// Pure.

export const MEDIA_KINDS = ['image', 'video', 'audio', 'file'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

export interface MediaType {
  kind: MediaKind;
  mime: string;
}

const type = (kind: MediaKind, mime: string): MediaType => ({ kind, mime });

/** Offset, bytes as Latin-1 text, what it is. Read from top to bottom. */
const SIGNATURES: readonly (readonly [number, string, MediaType])[] = [
  [0, '\x89PNG\r\n\x1a\n', type('image', 'image/png')],
  [0, '\xff\xd8\xff', type('image', 'image/jpeg')],
  [0, 'GIF87a', type('image', 'image/gif')],
  [0, 'GIF89a', type('image', 'image/gif')],
  [8, 'WEBP', type('image', 'image/webp')],
  [8, 'WAVE', type('audio', 'audio/wav')],
  [4, 'ftypM4A', type('audio', 'audio/mp4')],
  [4, 'ftypqt', type('video', 'video/quicktime')],
  [4, 'ftyphe', type('file', 'image/heic')],
  [4, 'ftypmi', type('file', 'image/heif')],
  [4, 'ftypavif', type('file', 'image/avif')],
  [4, 'ftyp', type('video', 'video/mp4')],
  [0, '\x1a\x45\xdf\xa3', type('video', 'video/webm')],
  [0, 'OggS', type('audio', 'audio/ogg')],
  [0, 'ID3', type('audio', 'audio/mpeg')],
  [0, '\xff\xfb', type('audio', 'audio/mpeg')],
  [0, '\xff\xf3', type('audio', 'audio/mpeg')],
  [0, '\xff\xf2', type('audio', 'audio/mpeg')],
  [0, '\xff\xf1', type('audio', 'audio/aac')],
  [0, '\xff\xf9', type('audio', 'audio/aac')],
  [0, '%PDF-', type('file', 'application/pdf')],
  [0, 'PK\x03\x04', type('file', 'application/zip')],
];
const RIFF = new Set(['image/webp', 'audio/wav']);

/** Whatever no signature names is a file of unknown kind, HTML and scripts included: it is never shown, only handed on. */
export function sniffMedia(bytes: Buffer): MediaType {
  const head = bytes.toString('latin1', 0, 64);
  const isRiff = head.startsWith('RIFF');
  const found = SIGNATURES.find(
    ([offset, text, { mime }]) => head.startsWith(text, offset) && (isRiff || !RIFF.has(mime)),
  );
  return found?.[2] ?? type('file', 'application/octet-stream');
}
