// Media as the platform takes them in: files of the request, and addresses it fetches (messenger-platform §4.2). The sandbox
// fetches only from hosts of the setting `platform.media_hosts`; other hosts count as reachable, those under `.invalid` not.
import type { Attachment } from '../../world/item.contract.ts';
import type { World } from '../../world/world.ts';
import { invalidParameter } from '../errors.ts';

export type MediaType = Attachment['type'];

const MEGABYTE = 1_048_576;
const SIZE_LIMIT = 25 * MEGABYTE;
/** "images by URL ≤ 8 MB" */
const IMAGE_URL_LIMIT = 8 * MEGABYTE;
/** Video has 75 s where other media have 10 s. */
const VIDEO_PATIENCE = 7.5;

/** What is known of the content; nulls for an address that was not fetched. */
export interface MediaFacts {
  url: string | null;
  name: string | null;
  mime: string | null;
  bytes: number | null;
}

/** @throws GraphError 100/2018047 for another type, 100/2018109 when too large */
export function checkFile(file: File, type: MediaType): MediaFacts {
  checkKind(file.type, type);
  if (file.size > SIZE_LIMIT) throw tooLarge();
  if (file.size === 0) throw invalidParameter('Upload attachment failure: the file is empty.', 2018047);
  return { url: null, name: file.name || null, mime: file.type, bytes: file.size };
}

/** @throws GraphError 100/2018008 and 2018294 when it cannot be fetched, 2018047 and 2018109 as for files */
export async function checkUrl(world: World, url: string, type: MediaType): Promise<MediaFacts> {
  const { hostname } = new URL(url);
  if (hostname.endsWith('.invalid')) throw invalidParameter('Failed to fetch the file from the url', 2018008);
  if (!world.settings.platform.media_hosts.includes(hostname))
    return { url, name: null, mime: null, bytes: null };
  // "same URL re-sent may be served from cache": a campaign with one picture is one fetch.
  const known = world.fetched.get(url);
  const facts = known ?? (await fetchMedia(world, url, type));
  if (!known) world.fetched.put(url, facts);
  checkKind(facts.mime ?? '', type);
  if ((facts.bytes ?? 0) > (type === 'image' ? IMAGE_URL_LIMIT : SIZE_LIMIT)) throw tooLarge();
  return facts;
}

async function fetchMedia(world: World, url: string, type: MediaType): Promise<MediaFacts> {
  const patience = world.settings.platform.media_timeout_ms * (type === 'video' ? VIDEO_PATIENCE : 1);
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(patience) });
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    let bytes = 0;
    for await (const chunk of response.body) {
      bytes += chunk.byteLength;
      // The rest would only tell how much too large it is; leaving the loop ends the request.
      if (bytes > SIZE_LIMIT) break;
    }
    const mime = (response.headers.get('content-type') ?? '').split(';')[0]!.trim();
    return { url, name: null, mime, bytes };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    throw late && type === 'video'
      ? invalidParameter('Fetching the video took too long', 2018294)
      : invalidParameter('Failed to fetch the file from the url', 2018008);
  }
}

function checkKind(mime: string, type: MediaType): void {
  if (type !== 'file' && !mime.startsWith(`${type}/`))
    throw invalidParameter(
      `Upload attachment failure: the type ${type} does not match the file (${mime || 'unknown'}).`,
      2018047,
    );
}

function tooLarge(): Error {
  return invalidParameter('Attachment size exceeds allowable limit', 2018109);
}
