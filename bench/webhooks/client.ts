// Signed webhooks over keep-alive connections, on sockets: on a small machine a client that costs as much as the server would
// measure itself.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { APP } from '../kit/names.ts';

/** The request for a body in ASCII. */
export function signedRequest(body: string): string {
  const signature = createHmac('sha256', APP.secret).update(body).digest('hex');
  return (
    'POST /webhooks/messenger HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n' +
    `X-Hub-Signature-256: sha256=${signature}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  );
}

export interface Connection {
  /** Sends one request; resolves with the status, 0 when the connection failed. */
  exchange(request: string): Promise<number>;
  close(): void;
}

/** Enough HTTP for answers with a Content-Length, one at a time. */
export async function openConnection(port: number): Promise<Connection> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let answered: (status: number) => void = () => {};
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk;
    const head = received.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(received.slice(0, head))?.[1] ?? 0);
    if (received.length < head + 4 + length) return;
    const status = Number(received.slice(9, 12));
    received = '';
    answered(status);
  });
  socket.on('error', () => answered(0)).on('close', () => answered(0));
  return {
    exchange: (request) =>
      new Promise((resolve) => {
        answered = resolve;
        if (socket.destroyed) return resolve(0);
        socket.write(request, 'latin1');
      }),
    close: () => socket.destroy(),
  };
}
