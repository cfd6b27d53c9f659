// GET /sandbox/events?page_id: a stream of notes for the phone page (server-sent events). Changes are gathered for a
// moment and named once, so that a campaign of thousands costs the browser a few notes a second.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from '../world/world.ts';

const GATHER_MS = 150;
const HEARTBEAT_MS = 20_000;
/** More changed threads than this in one note are told as "many". */
const NAMED_LIMIT = 200;
const STREAM_LIMIT = 50;

let openStreams = 0;

export function streamEvents(
  world: World,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (openStreams >= STREAM_LIMIT) {
    response.writeHead(503, { 'content-type': 'text/plain' }).end('Too many open phones');
    return;
  }
  openStreams++;
  const pageId = query.get('page_id');
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.write('retry: 1000\n\n');
  const threads = new Set<string>();
  let gathering: NodeJS.Timeout | null = null;
  const flush = (): void => {
    gathering = null;
    const note = threads.size > NAMED_LIMIT ? { many: threads.size } : { psids: [...threads] };
    threads.clear();
    response.write(`event: threads\ndata: ${JSON.stringify(note)}\n\n`);
  };
  const stop = world.live.listen((change) => {
    if (pageId !== null && change.pageId !== pageId) return;
    if (change.kind === 'thread') {
      threads.add(change.psid);
      gathering ??= setTimeout(flush, GATHER_MS);
    } else {
      response.write(`event: ${change.kind}\ndata: ${JSON.stringify({ psid: change.psid })}\n\n`);
    }
  });
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  request.on('close', () => {
    openStreams--;
    stop();
    clearInterval(heartbeat);
    if (gathering) clearTimeout(gathering);
  });
}
