// POST /sandbox/people/{psid}/actions and /sandbox/pages/{id}/actions: acting as a person, or on a Page. The answer says whether
// the webhook was queued, or why not. What each act does is in acts/.
import { z } from 'zod';
import { type Act, actSchema } from '../acts/act.contract.ts';
import { pageActSchema } from '../acts/page-act.contract.ts';
import { performPageAct } from '../acts/page-acts.ts';
import { BlockedError, perform } from '../acts/perform.ts';
import { ActError, type Performed, type Scene } from '../acts/scene.ts';
import type { Person } from '../world/people.ts';
import type { Random } from '../world/random.ts';
import type { ControlRequest } from './control.ts';
import { ControlError, getPage, getPerson, parse } from './errors.ts';

const pageIdSchema = z.object({ page_id: z.string().optional() });

export async function performAction({ world, params, body }: ControlRequest): Promise<unknown> {
  const { page_id } = parse(pageIdSchema, body);
  const page = getPage(world, page_id);
  const { page_id: _page, ...rest } = body as Record<string, unknown>;
  const person = getPerson(page, params['psid'] ?? '');
  const act = parse(actSchema, rest);
  return { psid: person.psid, page_id: page.id, ...(await attempt({ world, page, person }, act)) };
}

async function attempt(scene: Scene, act: Act): Promise<Performed> {
  try {
    return await perform(scene, act);
  } catch (error) {
    throw toControlError(error);
  }
}

function toControlError(error: unknown): unknown {
  if (error instanceof BlockedError) return new ControlError(409, error.message);
  if (error instanceof ActError) return new ControlError(400, error.message, error.field);
  return error;
}

const bulkSchema = z.looseObject({
  page_id: z.string().optional(),
  psids: z.array(z.string()).min(1).max(100_000).optional(),
  /** Without psids: this many, in order of creation, after the given PSID. */
  limit: z.number().int().min(1).max(100_000).default(100_000),
  after: z.string().optional(),
  /** Without psids: this many, drawn by lot. */
  sample: z.number().int().min(1).max(100_000).optional(),
});

/** The same act by many people. People who cannot act (blocked) are counted, not an error. */
export async function performActions({ world, body }: ControlRequest): Promise<unknown> {
  const { page_id, psids, limit, after, sample, ...rest } = parse(bulkSchema, body);
  const page = getPage(world, page_id);
  const act = parse(actSchema, rest);
  const first = after === undefined ? 0 : getPerson(page, after).index + 1;
  const people = psids
    ? psids.map((psid) => getPerson(page, psid))
    : sample === undefined
      ? page.people.list.slice(first, first + limit)
      : draw(page.people.list, sample, world.random);
  const webhooks: Record<string, number> = {};
  let refused = 0;
  const underWay: Promise<Performed>[] = [];
  for (const person of people) {
    try {
      const done = perform({ world, page, person }, act);
      // Only clicks take time, and the browser opens a limited number at once.
      if (done instanceof Promise) underWay.push(done);
      else count(webhooks, done);
    } catch (error) {
      if (!(error instanceof BlockedError)) throw toControlError(error);
      refused++;
    }
  }
  for (const done of await Promise.allSettled(underWay)) {
    if (done.status === 'fulfilled') count(webhooks, done.value);
    else refused++;
  }
  return { performed: people.length - refused, refused, webhooks };
}

/** So many of them by lot, each at most once. */
function draw(people: readonly Person[], count: number, random: Random): Person[] {
  const left = [...people];
  const drawn: Person[] = [];
  while (drawn.length < count && left.length > 0) {
    const at = random.between(0, left.length - 1);
    drawn.push(left[at]!);
    left[at] = left.at(-1)!;
    left.pop();
  }
  return drawn;
}

function count(webhooks: Record<string, number>, { webhook }: Performed): void {
  webhooks[webhook] = (webhooks[webhook] ?? 0) + 1;
}

/** Something happens to the Page, or somebody at its inbox does something. */
export function performPageAction({ world, params, body }: ControlRequest): unknown {
  const page = getPage(world, params['id']);
  try {
    return { page_id: page.id, ...(performPageAct(world, page, parse(pageActSchema, body)) as object) };
  } catch (error) {
    throw toControlError(error);
  }
}
