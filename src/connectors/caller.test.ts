// Calls over real sockets: what is known afterwards must be true.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type Caller, type CallerOptions, createCaller } from './caller.ts';
import type { RenderedRequest } from './connector.contract.ts';

type Behaviour = (request: IncomingMessage, response: ServerResponse, body: string) => void;
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** A server on loopback that records what arrives and answers as told. */
async function startServer(
  behave: Behaviour,
): Promise<{ origin: string; port: number; seen: string[]; connections: () => number }> {
  const seen: string[] = [];
  let connections = 0;
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      seen.push(`${request.method} ${request.url} ${body}`);
      behave(request, response, body);
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, seen, connections: () => connections };
}

function caller(options: Partial<CallerOptions> = {}): Caller {
  const made = createCaller({
    allowPrivateAddresses: true,
    allowedOrigins: [],
    connectTimeoutMs: 5_000,
    totalTimeoutMs: 10_000,
    maxResponseBytes: 65_536,
    connectionsPerOrigin: 10,
    ...options,
  });
  cleanups.push(() => made.close());
  return made;
}
const post = (url: string, body = '{}', headers: Record<string, string> = {}): RenderedRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', ...headers },
  body,
});

describe('an answer', () => {
  test('comes with status, headers and body; text beyond ASCII survives', async () => {
    const server = await startServer((request, response, body) => {
      const note = Buffer.from(request.headers['x-note'] as string, 'latin1').toString('utf8');
      response.writeHead(201, { 'X-Reply': 'yes', 'set-cookie': ['a=1', 'b=2'] }).end(`${note} ${body}`);
    });
    const result = await caller().call(post(`${server.origin}/a?b=c`, '{"t":"ž🎉"}', { 'x-note': 'žluť' }));
    expect(result).toMatchObject({
      kind: 'answered',
      status: 201,
      body: 'žluť {"t":"ž🎉"}',
      headers: { 'x-reply': 'yes', 'set-cookie': 'a=1, b=2' },
    });
    expect(server.seen).toEqual(['POST /a?b=c {"t":"ž🎉"}']);
  });

  test('that redirects is not followed', async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end(),
    );
    expect(await caller().call(post(server.origin))).toMatchObject({ kind: 'answered', status: 302 });
    expect(server.seen).toHaveLength(1);
  });

  test('that is too long is cut', async () => {
    const server = await startServer((_request, response) => response.end('x'.repeat(5_000_000)));
    const result = await caller({ maxResponseBytes: 1000 }).call(post(server.origin));
    expect(result).toMatchObject({ kind: 'answered', status: 200, body: 'x'.repeat(1000) });
  });

  test('whose body breaks off is still an answer', async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    expect(await caller().call(post(server.origin))).toMatchObject({
      kind: 'answered',
      status: 200,
      body: 'half',
    });
  });

  test('leaves the connection open for the next call', async () => {
    const server = await startServer((_request, response) => response.end('ok'));
    const one = caller({ connectionsPerOrigin: 1 });
    for (let call = 0; call < 5; call += 1) await one.call(post(server.origin));
    expect(server.connections()).toBe(1);
  });
});

describe('surely not sent', () => {
  test('when nobody listens', async () => {
    const server = await startServer((_request, response) => response.end());
    await cleanups.pop()?.();
    expect(await caller().call(post(server.origin))).toMatchObject({
      kind: 'not_sent',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('when the name does not resolve', async () => {
    const missing = Object.assign(new Error('getaddrinfo ENOTFOUND nobody.example'), { code: 'ENOTFOUND' });
    const one = caller({
      allowPrivateAddresses: false,
      resolve: (_name, _options, done) => done(missing, []),
    });
    expect(await one.call(post('http://nobody.example/'))).toMatchObject({
      kind: 'not_sent',
      message: expect.stringContaining('ENOTFOUND'),
    });
  });

  test('when it still waited for a connection', async () => {
    const stop = new AbortController();
    const server = await startServer(() => stop.abort());
    const one = caller({ connectionsPerOrigin: 1 });
    const results = await Promise.all(
      ['1', '2'].map((path) => one.call(post(`${server.origin}/${path}`), stop.signal)),
    );
    expect(results.map((result) => result.kind)).toEqual(['unanswered', 'not_sent']);
    expect(server.seen).toEqual(['POST /1 {}']);
  });

  test('when the request itself cannot be written', async () => {
    const server = await startServer((_request, response) => response.end());
    expect(await caller().call(post(server.origin, '{}', { 'x-bad': 'a\u0000b' }))).toMatchObject({
      kind: 'not_sent',
    });
    expect(server.seen).toEqual([]);
  });

  test('when it was given up before it began, or the caller is closed', async () => {
    const server = await startServer((_request, response) => response.end());
    const one = caller();
    expect(await one.call(post(server.origin), AbortSignal.abort())).toMatchObject({ kind: 'not_sent' });
    await one.close();
    expect(await one.call(post(server.origin))).toMatchObject({ kind: 'not_sent' });
    expect(server.seen).toEqual([]);
  });
});

describe('unanswered', () => {
  test('when the connection breaks after the request', async () => {
    const server = await startServer((request) => request.socket.resetAndDestroy());
    expect(await caller().call(post(server.origin))).toMatchObject({ kind: 'unanswered' });
    expect(server.seen).toHaveLength(1); // and it was not tried again
  });

  test('when no answer comes in time', async () => {
    const server = await startServer(() => {});
    expect(await caller({ totalTimeoutMs: 1000 }).call(post(server.origin))).toMatchObject({
      kind: 'unanswered',
      message: 'No answer within 1000 ms',
    });
  });

  test('when it is given up on the way', async () => {
    const stop = new AbortController();
    const server = await startServer(() => stop.abort());
    expect(await caller().call(post(server.origin), stop.signal)).toMatchObject({ kind: 'unanswered' });
  });
});

describe('the address guard', () => {
  const resolveToLoopback: NonNullable<CallerOptions['resolve']> = (_name, _options, done) =>
    done(null, [{ address: '127.0.0.1', family: 4 }]);

  test.each(['127.0.0.1', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]', 'inside.example'])(
    'refuses %s before a connection is made',
    async (host) => {
      const server = await startServer((_request, response) => response.end());
      const one = caller({ allowPrivateAddresses: false, resolve: resolveToLoopback });
      expect(await one.call(post(`http://${host}:${server.port}/`))).toMatchObject({
        kind: 'not_sent',
        reason: 'address_refused',
        message: expect.stringContaining('public ones only'),
      });
      expect(server.connections()).toBe(0);
    },
  );

  test('lets an allowed origin through, and only that port of it', async () => {
    const server = await startServer((_request, response) => response.end('in'));
    const other = await startServer((_request, response) => response.end('in'));
    const one = caller({ allowPrivateAddresses: false, allowedOrigins: [`${server.origin}/v26.0`] });
    expect(await one.call(post(server.origin))).toMatchObject({ kind: 'answered', body: 'in' });
    expect(await one.call(post(other.origin))).toMatchObject({ kind: 'not_sent' });
  });
});

// Every address of 127.0.0.0/8 is this machine; for these tests 127.0.0.1 is a public one, and the others are not.
describe('a name that changes where it leads (DNS rebinding)', () => {
  const rebinding = (...answers: string[][]): Partial<CallerOptions> => {
    let asked = 0;
    return {
      allowPrivateAddresses: false,
      isPublic: (address) => address === '127.0.0.1',
      resolve: (_name, _options, done) => {
        const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
        done(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        );
      },
    };
  };
  const refused = { kind: 'not_sent', reason: 'address_refused' };

  test('is connected to the address that was judged, and to no other', async () => {
    const server = await startServer((_request, response) => response.end('in'));
    const one = caller({ ...rebinding(['127.0.0.1'], ['127.0.0.2']), connectionsPerOrigin: 1 });
    expect(await one.call(post(`http://rebind.example:${server.port}/`))).toMatchObject({ body: 'in' });
    // The open connection leads where it led; the name is not asked again.
    expect(await one.call(post(`http://rebind.example:${server.port}/`))).toMatchObject({ body: 'in' });
    expect(server.connections()).toBe(1);
  });

  test('is judged anew when a connection of the pool is made again', async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(200, { connection: 'close' }).end('in'),
    );
    const one = caller({ ...rebinding(['127.0.0.1'], ['127.0.0.2']), connectionsPerOrigin: 1 });
    expect(await one.call(post(`http://rebind.example:${server.port}/`))).toMatchObject({ body: 'in' });
    expect(await one.call(post(`http://rebind.example:${server.port}/`))).toMatchObject(refused);
    expect(server.connections()).toBe(1);
  });

  test('is refused when a private address stands behind a public one', async () => {
    const server = await startServer((_request, response) => response.end('in'));
    const one = caller(rebinding(['127.0.0.1', '127.0.0.2']));
    expect(await one.call(post(`http://rebind.example:${server.port}/`))).toMatchObject(refused);
    expect(server.connections()).toBe(0);
  });
});

test('closing waits for the calls that run', async () => {
  const waiting: ServerResponse[] = [];
  const arrived = Promise.withResolvers<void>();
  const server = await startServer((_request, response) => {
    waiting.push(response);
    arrived.resolve();
  });
  const one = caller();
  const running = one.call(post(server.origin));
  await arrived.promise;
  const closed = one.close();
  waiting[0]?.end('done');
  await closed;
  expect(await running).toMatchObject({ kind: 'answered', body: 'done' });
});
