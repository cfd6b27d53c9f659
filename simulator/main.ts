// `node simulator/main.ts`, or `messenger-sandbox`: the Messenger sandbox as a program. Configured by flags and SANDBOX_…
// variables, stopped by SIGTERM or SIGINT.
import { readConfig, USAGE } from './config.ts';
import { startSandbox } from './sandbox.ts';

try {
  const config = readConfig(process.env, process.argv.slice(2));
  if (config === 'help') process.stdout.write(USAGE);
  else {
    const sandbox = await startSandbox(config);
    console.log(`Messenger sandbox on ${sandbox.url} (the phone), Graph API on ${sandbox.url}/v26.0`);
    for (const page of sandbox.pages)
      console.log(
        `Page "${page.name}" ${page.id}, app ${page.app_id}; tokens at ${sandbox.url}/sandbox/pages`,
      );
    const stop = (): void => {
      void sandbox.close().then(() => process.exit(0));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  }
} catch (error) {
  console.error(
    `The Messenger sandbox could not start: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}
