// The listener: three doors behind one port. `/sandbox/…` are the controls, `/` and `/phone/…` the page in the browser,
// everything else is the Graph API. Plain node:http, because a framework would cost more than the sandbox's own work.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { handleControl } from '../control/control.ts';
import { type GraphOutcome, type GraphRequest, refusal } from '../graph/graph.ts';
import { LATEST_VERSION } from '../graph/versions.ts';
import { answerGraphCall } from '../recording/watch.ts';
import type { World } from '../world/world.ts';
import { BodyError, parseBody, readBody } from './body.ts';
import { serveStatic } from './static.ts';

const GRAPH_BODY_LIMIT = 1_048_576;
/** A little above the 25 MB of an attachment, so that its own error can be given. */
const MULTIPART_LIMIT = 27 * 1_048_576;
const HTML_ERROR =
  '<!DOCTYPE html><html><head><title>Facebook | Error</title></head><body><h1>Sorry, something went wrong.</h1></body></html>';

/** Builds the server; it does not listen yet. */
export function createHttpServer(world: World): Server {
  return createServer({ keepAliveTimeout: 30_000, requestTimeout: 60_000 }, (request, response) => {
    void answer(world, request, response).catch((error: unknown) => {
      console.error('request failed', request.method, request.url, error);
      response.destroy();
    });
  });
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/';
  const path = url.split('?', 1)[0]!;
  if (path.startsWith('/sandbox/')) return handleControl(world, request, response);
  if (request.method === 'GET' && path.startsWith('/m.me/')) return openLink(url, response);
  if (request.method === 'GET' && (path === '/' || path === '/favicon.ico' || path.startsWith('/phone/'))) {
    // `GET /?ids=…` is a Graph call, the bare address is the phone.
    if (path !== '/' || !url.includes('?')) return serveStatic(path, response);
  }
  await carryOut(await readGraphCall(world, request, url, path), response);
}

/** `/m.me/{page}?ref=…&text=…` in place of `https://m.me/…`: the phone page asks who opens it. */
function openLink(url: string, response: ServerResponse): void {
  const { pathname, search } = new URL(url, 'http://sandbox');
  const page = pathname.split('/')[2] ?? '';
  response.writeHead(302, { location: `/#${page}//${search.slice(1)}` }).end();
}

async function readGraphCall(
  world: World,
  request: IncomingMessage,
  url: string,
  path: string,
): Promise<GraphOutcome> {
  try {
    const contentType = request.headers['content-type'] ?? '';
    const multipart = contentType.startsWith('multipart/');
    const raw = await readBody(request, multipart ? MULTIPART_LIMIT : GRAPH_BODY_LIMIT);
    const authorization = request.headers.authorization ?? '';
    const mark = url.indexOf('?');
    const call: GraphRequest = {
      method: request.method ?? 'GET',
      path,
      query: mark < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(mark + 1))),
      body: await parseBody(raw, contentType),
      bearer: /^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? null,
    };
    return await answerGraphCall(world, call, raw.length);
  } catch (error) {
    if (error instanceof BodyError) return refusal(world, error.message, error.status);
    throw error;
  }
}

async function carryOut(outcome: GraphOutcome, response: ServerResponse): Promise<void> {
  switch (outcome.type) {
    case 'json':
      sendJson(response, outcome.status, outcome.body, outcome.headers);
      return;
    case 'html':
      response.writeHead(outcome.status, { 'content-type': 'text/html; charset=utf-8' }).end(HTML_ERROR);
      return;
    case 'page':
      sendPage(response, outcome);
      return;
    case 'redirect':
      response.writeHead(302, { location: outcome.location }).end();
      return;
    case 'truncate':
      truncate(response, outcome);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      // The client's patience decides; its closing the connection frees everything.
      return;
  }
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string>,
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(text),
    'facebook-api-version': LATEST_VERSION,
    ...headers,
  });
  response.end(text);
}

/** The login dialog: no scripts, nothing from elsewhere, not in a frame. */
function sendPage(response: ServerResponse, { status, html }: { status: number; html: string }): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(html);
}

/** Promises the whole answer, sends half of it and closes. */
function truncate(response: ServerResponse, outcome: { status: number; body: unknown }): void {
  const text = JSON.stringify(outcome.body);
  response.writeHead(outcome.status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(text),
  });
  response.write(text.slice(0, text.length >> 1), () => response.socket?.destroy());
}
