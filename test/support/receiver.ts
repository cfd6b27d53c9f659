// An address of "somebody else" for connector tests: records every call and answers as told.
import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface Receiver {
  url: string;
  calls: { method: string; url: string; headers: IncomingHttpHeaders; body: string; status: number }[];
  /** The next call gets this status; later ones 200. */
  answerNext(status: number): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const calls: Receiver['calls'] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const status = answers.shift() ?? 200;
    calls.push({
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body,
      status,
    });
    // Repeats what it was sent, as debugging endpoints do: secrets must not come back into our records that way.
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(request.headers));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    answerNext: (status) => answers.push(status),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
