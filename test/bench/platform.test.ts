// The platform that the benchmarks are judged by: it must count right whatever way its requests arrive.
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { Pool } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CallRecord, findLargestSecond } from '../../bench/graph/call-record.ts';
import { createHttpServer, type HttpRequest } from '../../bench/graph/http-server.ts';
import { FIRST_PSID } from '../../bench/kit/names.ts';
import { median, percentile } from '../../bench/kit/rounds.ts';

const psid = (n: number): string => String(BigInt(FIRST_PSID) + BigInt(n));

async function startServer(): Promise<{ port: number; requests: HttpRequest[] }> {
  const requests: HttpRequest[] = [];
  const server = createHttpServer((request, answer) => {
    requests.push(request);
    answer(200, `{"n":${requests.length}}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, requests };
}

describe('the HTTP server', () => {
  test('answers a real client on one connection, again and again', async () => {
    const { port, requests } = await startServer();
    const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1 });
    onTestFinished(() => pool.close());
    for (let n = 1; n <= 3; n++) {
      const answer = await pool.request({ method: 'POST', path: '/x', body: `{"text":"${'a'.repeat(n)}"}` });
      expect(await answer.body.json()).toEqual({ n });
    }
    expect(requests.map(({ body }) => body)).toEqual(['{"text":"a"}', '{"text":"aa"}', '{"text":"aaa"}']);
  });

  test('puts together what arrives in pieces, and takes apart what arrives at once', async () => {
    const { port, requests } = await startServer();
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    onTestFinished(() => void socket.destroy());
    let received = '';
    const two = new Promise<void>((resolve) =>
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        received += chunk;
        if (received.endsWith('{"n":2}')) resolve();
      }),
    );
    const request = 'POST /x HTTP/1.1\r\ncontent-LENGTH: 5\r\n\r\nhello';
    socket.write(request.slice(0, 30));
    await new Promise((resolve) => socket.write('', resolve));
    socket.write(request.slice(30) + request);
    await two;
    expect(requests.map(({ body }) => body)).toEqual(['hello', 'hello']);
  });
});

describe('the record', () => {
  test('tells who was left out and who was written to twice', () => {
    const record = new CallRecord();
    for (const [index, n] of [1, 2, 2, 200_000].entries()) expect(record.add(psid(n), index)).toBe(true);
    expect(record.add('5', 9)).toBe(false);
    expect(record.summary()).toMatchObject({ accepted: 4, people: 3, perSecond: 1000 });
  });

  test('keeps every call while it grows', () => {
    const record = new CallRecord();
    for (let n = 1; n <= 150_000; n++) record.add(psid(n), n);
    expect(record.summary()).toMatchObject({ accepted: 150_000, people: 150_000, largestSecond: 1000 });
  });

  test('the fullest second begins anywhere, and its end is not in it', () => {
    expect(findLargestSecond(Float64Array.of(0, 400, 900, 1000, 1399, 1400, 2500))).toBe(4);
    expect(findLargestSecond(Float64Array.of(0, 1000, 2000))).toBe(1);
    expect(findLargestSecond(new Float64Array())).toBe(0);
  });
});

test('medians and percentiles', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(3);
  expect(percentile([1, 2, 3, 4], 1)).toBe(4);
});
