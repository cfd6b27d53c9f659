// `node simulator/main.ts`: the Messenger sandbox as a program. Configured by SANDBOX_… variables, stopped by SIGTERM or
// SIGINT.
import { readConfig } from './config.ts';
import { startSandbox } from './sandbox.ts';

try {
  const sandbox = await startSandbox(readConfig(process.env));
  console.log(`Messenger sandbox on ${sandbox.url} (the phone), Graph API on ${sandbox.url}/v26.0`);
  for (const page of sandbox.pages)
    console.log(`Page "${page.name}" ${page.id}, app ${page.app_id}; tokens at ${sandbox.url}/sandbox/pages`);
  const stop = (): void => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  console.error(
    `The Messenger sandbox could not start: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}
