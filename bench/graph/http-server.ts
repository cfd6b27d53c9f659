// As much of an HTTP/1.1 server as the benchmarks need, on bare sockets: the platform's part must not be what is measured
// (per request about a third of the CPU that node:http takes).
import { createServer, type Server, type Socket } from 'node:net';

export interface HttpRequest {
  /** Request line and headers, without the empty line. */
  head: string;
  /** One character for each byte. */
  body: string;
}

export type Answer = (status: number, body: string) => void;

const STATUS_TEXT: Record<number, string> = { 200: 'OK', 400: 'Bad Request', 411: 'Length Required' };
const MAX_REQUEST_BYTES = 64 * 1024;

/** Keep-alive; bodies with a Content-Length. Clients that pipeline are answered in order only if `handle` answers in order. */
export function createHttpServer(handle: (request: HttpRequest, answer: Answer) => void): Server {
  return createServer({ noDelay: true }, (socket) => {
    let received = '';
    const answer: Answer = (status, body) => reply(socket, status, body);
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      received += chunk;
      for (;;) {
        const end = received.indexOf('\r\n\r\n');
        if (end === -1) break;
        const head = received.slice(0, end);
        const length = readLength(head);
        if (length === undefined) {
          reply(socket, 411, '');
          return socket.destroySoon();
        }
        const next = end + 4 + length;
        if (received.length < next) break;
        const body = received.slice(end + 4, next);
        received = received.slice(next);
        handle({ head, body }, answer);
      }
      if (received.length > MAX_REQUEST_BYTES) socket.destroy();
    });
    socket.on('error', () => {}); // the client's end of it; its own record tells
  });
}

function readLength(head: string): number | undefined {
  const found = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (found !== undefined) return Number(found);
  return /\r\ntransfer-encoding:/i.test(head) ? undefined : 0;
}

function reply(socket: Socket, status: number, body: string): void {
  if (socket.destroyed) return;
  socket.write(
    `HTTP/1.1 ${status} ${STATUS_TEXT[status] ?? ''}\r\nContent-Type: application/json; charset=UTF-8\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
    'latin1',
  );
}
