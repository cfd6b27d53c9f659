// Personas of a Page. Facebook alone keeps them: they are asked for when somebody looks, and nothing is copied.
import { z } from 'zod';
import { writeAudit } from '../kit/audit.ts';
import { listGraphPages } from './graph-list.ts';
import { getPageAuth, type PageActor, type PageToolNeeds, requireAnswer } from './page-call.ts';

export interface Persona {
  id: string;
  name: string;
  profile_picture_url: string | null;
}

const id = z.union([z.string(), z.number()]).transform(String);
const node = z
  .object({ id, name: z.string().default(''), profile_picture_url: z.string().nullish() })
  .transform((given): Persona => ({ ...given, profile_picture_url: given.profile_picture_url ?? null }));

/** Asks Facebook. Refuses: not_found, conflict, upstream. */
export async function listPersonas(
  needs: PageToolNeeds,
  workspaceId: string,
  pageId: string,
): Promise<Persona[]> {
  const auth = await getPageAuth(needs, workspaceId, pageId);
  const query = { path: `/${pageId}/personas`, fields: 'id,name,profile_picture_url', node };
  return requireAnswer(await listGraphPages(needs.graph, auth, query), 'The personas could not be read');
}

export async function createPersona(
  needs: PageToolNeeds,
  { workspaceId, pageId, actor }: PageActor,
  given: { name: string; profile_picture_url: string },
): Promise<Persona> {
  const auth = await getPageAuth(needs, workspaceId, pageId);
  // Facebook fetches the picture before it answers, hence the call that may take long.
  const answer = await needs.graph.upload(`/${pageId}/personas`, given, auth, {
    file: null,
    reply: z.object({ id }),
  });
  const created = { id: requireAnswer(answer, `The persona ${given.name} was not created`).id, ...given };
  await audit(needs, { workspaceId, pageId, actor }, 'persona.created', created);
  return created;
}

const success = z.object({ success: z.union([z.literal(true), z.literal('true')]) });

export async function deletePersona(
  needs: PageToolNeeds,
  { workspaceId, pageId, actor }: PageActor,
  personaId: string,
): Promise<void> {
  const auth = await getPageAuth(needs, workspaceId, pageId);
  requireAnswer(await needs.graph.delete(`/${personaId}`, {}, auth, success), 'The persona was not deleted');
  await audit(needs, { workspaceId, pageId, actor }, 'persona.deleted', { id: personaId });
}

const audit = (
  { db, clock }: PageToolNeeds,
  { workspaceId, pageId, actor }: PageActor,
  action: string,
  details: object,
): Promise<void> =>
  writeAudit(db, { workspaceId, actor, action, subject: pageId, details: { ...details }, at: clock.now() });
