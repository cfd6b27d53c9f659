// How bytes of a file become text. Rows are found in a view in which one character is one unit of the file (a byte, or two of
// UTF-16), so that a place in the text is a place in the file; cells are decoded after that. Pure.

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1250', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export interface Detected {
  encoding: Encoding;
  /** Bytes of the byte order mark, which is no text. */
  bomBytes: number;
}

export const unitBytes = (encoding: Encoding): 1 | 2 => (encoding.startsWith('utf-16') ? 2 : 1);

/** Of the beginning of a file. Without a mark: UTF-8 when it is valid, else UTF-16 by its zeros, else a Windows code page. */
export function detectEncoding(sample: Buffer): Detected {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf)
    return { encoding: 'utf-8', bomBytes: 3 };
  if (sample[0] === 0xff && sample[1] === 0xfe) return { encoding: 'utf-16le', bomBytes: 2 };
  if (sample[0] === 0xfe && sample[1] === 0xff) return { encoding: 'utf-16be', bomBytes: 2 };
  const byZeros = guessUtf16(sample.subarray(0, 4096));
  if (byZeros) return { encoding: byZeros, bomBytes: 0 };
  if (isUtf8(sample)) return { encoding: 'utf-8', bomBytes: 0 };
  return { encoding: guessCodePage(sample), bomBytes: 0 };
}

/** Western text in UTF-16 has a zero in every other byte; other text has none at all. */
function guessUtf16(sample: Buffer): Encoding | undefined {
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2]! += 1;
  const half = sample.length / 2;
  if (zeros[1]! > half * 0.4 && zeros[0]! < half * 0.1) return 'utf-16le';
  if (zeros[0]! > half * 0.4 && zeros[1]! < half * 0.1) return 'utf-16be';
  return undefined;
}

/** A character cut off by the end of the sample is no fault. */
function isUtf8(sample: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Letters of Central Europe in 1250 that are signs, or rare letters, in 1252. */
const CENTRAL = new Set([0x8d, 0x8f, 0x9d, 0x9f, 0x9c, 0xa5, 0xaf, 0xb3, 0xb9, 0xbf, 0xec, 0xf2, 0xf8]);

function guessCodePage(sample: Buffer): Encoding {
  let high = 0;
  let central = 0;
  for (const byte of sample) {
    if (byte < 0x80) continue;
    high += 1;
    if (CENTRAL.has(byte)) central += 1;
  }
  return central > high * 0.1 ? 'windows-1250' : 'windows-1252';
}

/** One character a unit. `bytes` must hold whole units. */
export function viewOf(bytes: Buffer, encoding: Encoding): string {
  if (encoding === 'utf-16le') return bytes.toString('utf16le');
  if (encoding === 'utf-16be') return Buffer.from(bytes).swap16().toString('utf16le');
  return bytes.toString('latin1');
}

const NOT_ASCII = /[\x80-\xff]/;

/** A decoder of cells taken from the view; undefined for what is no text in this encoding. */
export function createCellDecoder(encoding: Encoding): (cell: string) => string | undefined {
  if (unitBytes(encoding) === 2) return (cell) => (cell.isWellFormed() ? cell : undefined);
  if (encoding === 'utf-8')
    return (cell) => {
      if (!NOT_ASCII.test(cell)) return cell;
      const bytes = Buffer.from(cell, 'latin1');
      const text = bytes.toString('utf8');
      // U+FFFD stands for bytes that are none, or was written in the file itself.
      return text.includes('\ufffd') && !isUtf8Whole(bytes) ? undefined : text;
    };
  const decoder = new TextDecoder(encoding);
  return (cell) => (NOT_ASCII.test(cell) ? decoder.decode(Buffer.from(cell, 'latin1')) : cell);
}

function isUtf8Whole(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
