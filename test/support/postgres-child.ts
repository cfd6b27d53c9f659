// A program that owns an embedded PostgreSQL, for tests that kill it. Prints one JSON line when ready:
// {"url", "pid"} or {"refused"}. SIGTERM stops it in order, SIGUSR2 makes it exit without stopping anything.
import { silentLog } from '../../src/kit/log.ts';
import { startEmbeddedPostgres } from '../../src/kit/postgres/embedded.ts';

try {
  const server = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', log: silentLog });
  process.on('SIGTERM', () => void server.stop());
  process.on('SIGUSR2', () => process.exit(0));
  process.on('SIGINT', () => console.log(JSON.stringify({ interrupted: true })));
  console.log(JSON.stringify({ url: server.url, pid: process.pid }));
} catch (error) {
  console.log(JSON.stringify({ refused: error instanceof Error ? error.message : String(error) }));
  process.exitCode = 1;
}
