// `talaria campaign pull | diff | apply | test`: campaigns as files, over the API with a key. Exit codes: 0 as it should be, 1 there
// are differences (diff) or the person would not get it (test), 2 something is wrong.
import { parseArgs } from 'node:util';
import { AppError } from '../../kit/errors.ts';
import { apply } from './apply.ts';
import { createClient, Refusal } from './client.ts';
import { diff } from './diff.ts';
import { pull } from './pull.ts';
import type { Environment } from './secrets.ts';
import { tryOut } from './try-out.ts';

export type ExitCode = 0 | 1 | 2;

export interface Needs {
  client: ReturnType<typeof createClient>;
  say(line: string): void;
  /** Where the secrets are that files name. */
  env: Environment;
}

const OPTIONS = {
  dir: { type: 'string', default: 'campaigns' },
  publish: { type: 'boolean', default: false },
  overwrite: { type: 'boolean', default: false },
  to: { type: 'string' },
  send: { type: 'boolean', default: false },
  variant: { type: 'string' },
  language: { type: 'string' },
} as const;

const HELP = [
  'talaria campaign COMMAND [--dir campaigns]',
  '',
  '  pull [NAME|ID…]            Write campaigns to files, those that are archived left out',
  '  diff [FILE…]               What apply would change, field by field; exit code 1 when there is something',
  '  apply [FILE…] [--publish]  Create and change campaigns as the files say',
  '  --overwrite                apply: whatever others changed since; pull: whatever was changed in the files',
  '  test FILE --to PERSON      Render it for a customer id, prf_… or psid:…; --send: and send it. --variant N, --language cs',
  '',
  'Needs TALARIA_URL and TALARIA_API_KEY (docs/campaigns-as-code.md).',
];

/** @returns the exit code; what went wrong is said */
export async function runCampaignCommand(
  args: readonly string[],
  { api, say, env }: Omit<Needs, 'client'> & { api: { url: string; key: string | undefined } },
): Promise<ExitCode> {
  try {
    const { values, positionals } = readArgs(args);
    const [command, ...rest] = positionals;
    if (command === undefined || command === 'help') {
      for (const line of HELP) say(line);
      return command === undefined ? 2 : 0;
    }
    if (api.key === undefined)
      throw new AppError('invalid', 'TALARIA_API_KEY is missing.', {
        remedy: 'Make a key under Settings → API keys and set it in the environment.',
      });
    const needs: Needs = { client: createClient({ url: api.url, key: api.key }), say, env };
    if (command === 'pull') return await pull(needs, { ...values, folder: values.dir, wanted: rest });
    if (command === 'diff') return await diff(needs, { folder: values.dir, files: rest });
    if (command === 'apply') return await apply(needs, { ...values, folder: values.dir, files: rest });
    if (command === 'test') return await tryOut(needs, { ...values, file: rest[0] });
    throw new AppError('invalid', `There is no command campaign ${command}.`, {
      remedy: 'talaria campaign help lists them.',
    });
  } catch (error) {
    if (!(error instanceof AppError || error instanceof Refusal)) throw error;
    const remedy = error instanceof AppError ? error.remedy : error.said.remedy;
    say(error.message);
    if (remedy !== undefined) say(`    ${remedy}`);
    return 2;
  }
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new AppError('invalid', error instanceof Error ? error.message : String(error), {
      remedy: 'talaria campaign help lists the options.',
    });
  }
}
