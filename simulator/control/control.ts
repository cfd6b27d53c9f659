// The sandbox's own door, `/sandbox/…`: a table of routes, JSON in and out. Tests steer the platform from here and look
// at what it recorded. The two routes that are not JSON (live notes, pictures) write their own answer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyError, parseJson, readBody } from '../http/body.ts';
import type { World } from '../world/world.ts';
import { sendAvatar } from './avatars.ts';
import { ControlError } from './errors.ts';
import { streamEvents } from './events.ts';
import { sendMedia } from './media.ts';
import { routes } from './routes.ts';

/** Room for a request that names 100,000 PSIDs. */
const BODY_LIMIT = 4 * 1_048_576;
/** Room for a recording. */
const TEXT_LIMIT = 128 * 1_048_576;

export interface ControlRequest {
  world: World;
  params: Record<string, string>;
  query: Record<string, string>;
  /** The body as JSON; an empty object when there was none. */
  body: unknown;
  /** The body as it came; of routes with `text` only this is to be used. */
  raw: Buffer;
}

/** An answer that is not JSON. */
export class Text {
  readonly type: string;
  readonly text: string;

  constructor(type: string, text: string) {
    this.type = type;
    this.text = text;
  }
}

/** One line of the table. `{name}` in the path becomes `params.name`. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  handle: (request: ControlRequest) => unknown;
  /** Takes a body that need not be JSON, and may be large. */
  text?: boolean;
}

const table = routes.map((route) => ({
  ...route,
  pattern: new RegExp(`^${route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

export async function handleControl(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  if (url.pathname === '/sandbox/events') return streamEvents(world, url.searchParams, request, response);
  if (url.pathname.startsWith('/sandbox/avatars/')) return sendAvatar(world, url.pathname, response);
  if (url.pathname.startsWith('/sandbox/media/')) return sendMedia(world, url.pathname, response);
  try {
    checkOrigin(world, request);
    const { route, params } = getRoute(request.method ?? 'GET', url.pathname);
    const raw = await readBody(request, route.text ? TEXT_LIMIT : BODY_LIMIT);
    const body = raw.length === 0 || route.text ? {} : parseJson(raw);
    const query = Object.fromEntries(url.searchParams);
    send(response, 200, await route.handle({ world, params, query, body, raw }));
  } catch (error) {
    if (error instanceof ControlError) send(response, error.status, error.toBody());
    else if (error instanceof BodyError)
      send(response, error.status, new ControlError(error.status, error.message, 'body').toBody());
    else throw error;
  }
}

/** Another site open in the same browser must not steer the sandbox. Programs send no Origin. */
function checkOrigin(world: World, request: IncomingMessage): void {
  const { origin, host } = request.headers;
  if (
    request.method === 'GET' ||
    origin === undefined ||
    origin === world.baseUrl ||
    origin === `http://${host}`
  )
    return;
  throw new ControlError(403, 'This address takes no calls from other sites.');
}

function getRoute(method: string, path: string): { route: Route; params: Record<string, string> } {
  let pathKnown = false;
  for (const route of table) {
    const match = route.pattern.exec(path);
    if (!match) continue;
    pathKnown = true;
    if (route.method === method) return { route, params: { ...match.groups } };
  }
  throw pathKnown
    ? new ControlError(405, `${method} is not possible here`)
    : new ControlError(404, `there is no ${path}`);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const { type, text } =
    body instanceof Text ? body : new Text('application/json; charset=utf-8', JSON.stringify(body));
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}
