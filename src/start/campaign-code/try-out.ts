// One file's message for one person: rendered, or sent.
import { AppError } from '../../kit/errors.ts';
import type { ExitCode, Needs } from './commands.ts';
import { findStored } from './find.ts';
import { readFiles } from './folder.ts';
import { problemIn, readWanted } from './resolve.ts';
import type { Json } from './shape.ts';
import { problemsOfRefusal, sayProblem } from './words.ts';

interface Options {
  file: string | undefined;
  to?: string | undefined;
  send: boolean;
  variant?: string | undefined;
  language?: string | undefined;
}

/** What preview and test answer. */
interface Rendering {
  person: { id: string | null; name: string | null; customer_id: string | null };
  request: { method: string; url: string; body: string } | null;
  verdict: { outcome: 'send' | 'skip' | 'hold'; explanation: string };
  problems: { field: string; severity: 'error' | 'warning'; message: string; remedy: string | null }[];
  response?: { status: number | null; body: string } | null;
  outcome?: { state: string; title: string; remedy: string | null };
}

/** 0: it would reach the person, or did. Nothing is saved. */
export async function tryOut({ client, say, env }: Needs, options: Options): Promise<ExitCode> {
  const { file: path, to, send } = options;
  if (path === undefined || to === undefined)
    throw new AppError('invalid', 'Say what and for whom: talaria campaign test FILE --to PERSON');
  const [file] = readFiles('', [path]);
  if (file === undefined) return 2;
  const wanted = readWanted(file, await client.listSegments(), env);
  const stored = await findStored(client, file);
  const sayAll = () => {
    for (const problem of file.problems) for (const line of sayProblem(file.path, problem)) say(line);
  };
  if (wanted === null || file.problems.length > 0) {
    sayAll();
    return 2;
  }
  const body: Json = {
    campaign_id: stored?.id ?? null,
    definition: wanted.withSecrets ?? wanted.definition,
    recipient: recipientOf(to),
    ...(options.variant !== undefined && { variant: Number(options.variant) }),
    ...(options.language !== undefined && { language: options.language }),
  };
  try {
    const rendering = (await client.tryOut(send, body)) as unknown as Rendering;
    file.problems.push(
      ...rendering.problems.map(({ field, severity, message, remedy }) => ({
        ...problemIn(file, field, message, remedy),
        severity,
      })),
    );
    sayAll();
    return sayRendering(say, rendering);
  } catch (error) {
    file.problems.push(...problemsOfRefusal(file, error));
    sayAll();
    return 2;
  }
}

/** prf_12, psid:1234567890, or a customer id. */
function recipientOf(to: string): Json {
  if (/^prf_\d+$/.test(to)) return { by: 'person', person_id: to };
  if (to.startsWith('psid:')) return { by: 'psid', psid: to.slice('psid:'.length) };
  return { by: 'customer_id', customer_id: to };
}

function sayRendering(say: (line: string) => void, rendering: Rendering): ExitCode {
  const { person, request, verdict, response, outcome } = rendering;
  say(
    `For ${[person.name, person.customer_id, person.id].filter((one) => one !== null).join(', ') || 'that PSID'}:`,
  );
  if (request !== null) {
    say(`${request.method} ${request.url}`);
    if (request.body !== '') say(request.body);
  }
  say(verdict.explanation);
  if (outcome === undefined) return verdict.outcome === 'send' ? 0 : 1;
  if (response) say(`It answered ${response.status ?? 'nothing'}: ${response.body}`);
  say(outcome.remedy === null ? outcome.title : `${outcome.title}. ${outcome.remedy}`);
  return outcome.state === 'accepted' ? 0 : 1;
}
