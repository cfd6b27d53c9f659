// Files are what their first bytes say, whatever they are called.
import { expect, test } from 'vitest';
import { sniffMedia } from './media.sniff.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test.each([
  ['\x89PNG\r\n\x1a\n....', 'image', 'image/png'],
  ['\xff\xd8\xff\xe0', 'image', 'image/jpeg'],
  ['GIF89a', 'image', 'image/gif'],
  ['RIFF....WEBPVP8 ', 'image', 'image/webp'],
  ['RIFF....WAVEfmt ', 'audio', 'audio/wav'],
  ['....ftypisom', 'video', 'video/mp4'],
  ['....ftypM4A ', 'audio', 'audio/mp4'],
  ['....ftypheic', 'file', 'image/heic'],
  ['ID3\x04', 'audio', 'audio/mpeg'],
  ['%PDF-1.7', 'file', 'application/pdf'],
  ['<svg onload=alert(1)>', 'file', 'application/octet-stream'],
  ['<html><script>', 'file', 'application/octet-stream'],
  ['abcdefghWEBP', 'file', 'application/octet-stream'],
  ['', 'file', 'application/octet-stream'],
])('%j is %s, %s', (head, kind, mime) => {
  expect(sniffMedia(bytes(head))).toEqual({ kind, mime });
});
