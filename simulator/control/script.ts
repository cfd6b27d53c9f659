// GET/PUT/DELETE /sandbox/script: how the people of a Page answer by themselves, and what they have done so far.
import { z } from 'zod';
import { scriptSchema } from '../script/script.contract.ts';
import type { ControlRequest } from './control.ts';
import { getPage, parse } from './errors.ts';

const pageIdSchema = z.object({ page_id: z.string().optional() });

export function readScript({ world, query }: ControlRequest): unknown {
  const page = getPage(world, query['page_id']);
  return { page_id: page.id, script: page.script, done: world.crowd.done(page.id) };
}

/** Replaces the script; what is left out has its default, and rates are 0 by default. */
export function changeScript(request: ControlRequest): unknown {
  const { page_id } = parse(pageIdSchema, request.body);
  const page = getPage(request.world, page_id);
  const { page_id: _page, ...script } = request.body as Record<string, unknown>;
  page.script = parse(scriptSchema, script);
  request.world.crowd.forget(page.id);
  return readScript({ ...request, query: { page_id: page.id } });
}

/** From now on people do only what they are told to. */
export function removeScript(request: ControlRequest): unknown {
  getPage(request.world, request.query['page_id']).script = null;
  return readScript(request);
}
