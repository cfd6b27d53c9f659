// An address of "somebody else" for connector tests: records every call and answers as told.
import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface ReceivedCall {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface Receiver {
  url: string;
  calls: (ReceivedCall & { status: number })[];
  /** The next call gets this status; later ones 200. */
  answerNext(status: number): void;
  /** From now on calls are answered so; may be changed at any time. */
  answerBy(answer: (call: ReceivedCall) => Answer | 'never'): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const calls: Receiver['calls'] = [];
  const statuses: number[] = [];
  // Repeats what it was sent, as debugging endpoints do: secrets must not come back into our records that way.
  let answer = (call: ReceivedCall): Answer | 'never' => ({
    status: statuses.shift() ?? 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(call.headers),
  });
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    const call = { method, url, headers, body };
    const answered = answer(call);
    calls.push({ ...call, status: answered === 'never' ? 0 : answered.status });
    if (answered === 'never') return;
    response.writeHead(answered.status, answered.headers).end(answered.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    answerNext: (status) => statuses.push(status),
    answerBy: (by) => {
      answer = by;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
