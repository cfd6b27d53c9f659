// Custom labels of a Page and of its people. Facebook alone keeps them (its inbox shows and changes them too), so they are
// asked for when somebody looks.
import { z } from 'zod';
import { writeAudit } from '../kit/audit.ts';
import { listGraphPages } from './graph-list.ts';
import { getPageAuth, type PageActor, type PageToolNeeds, requireAnswer } from './page-call.ts';

export interface PageLabel {
  id: string;
  name: string;
}

/** Somebody on a Page. */
export interface LabelledPerson {
  workspaceId: string;
  pageId: string;
  psid: string;
}

const id = z.union([z.string(), z.number()]).transform(String);
const node = z
  .object({ id, page_label_name: z.string().default('') })
  .transform((given): PageLabel => ({ id: given.id, name: given.page_label_name }));
const success = z.object({ success: z.union([z.literal(true), z.literal('true')]) });
const FIELDS = 'id,page_label_name';

/** Asks Facebook. Refuses: not_found, conflict, upstream. */
export async function listLabels(
  needs: PageToolNeeds,
  workspaceId: string,
  pageId: string,
): Promise<PageLabel[]> {
  const auth = await getPageAuth(needs, workspaceId, pageId);
  const query = { path: `/${pageId}/custom_labels`, fields: FIELDS, node };
  return requireAnswer(await listGraphPages(needs.graph, auth, query), 'The labels could not be read');
}

export async function createLabel(
  needs: PageToolNeeds,
  { workspaceId, pageId, actor }: PageActor,
  name: string,
): Promise<PageLabel> {
  const auth = await getPageAuth(needs, workspaceId, pageId);
  const body = { page_label_name: name };
  const answer = await needs.graph.post(`/${pageId}/custom_labels`, body, auth, z.object({ id }));
  const created = { id: requireAnswer(answer, `The label ${name} was not created`).id, name };
  await writeAudit(needs.db, {
    workspaceId,
    actor,
    action: 'label.created',
    subject: pageId,
    details: created,
    at: needs.clock.now(),
  });
  return created;
}

export async function deleteLabel(
  needs: PageToolNeeds,
  { workspaceId, pageId, actor }: PageActor,
  labelId: string,
): Promise<void> {
  const auth = await getPageAuth(needs, workspaceId, pageId);
  requireAnswer(await needs.graph.delete(`/${labelId}`, {}, auth, success), 'The label was not deleted');
  await writeAudit(needs.db, {
    workspaceId,
    actor,
    action: 'label.deleted',
    subject: pageId,
    details: { id: labelId },
    at: needs.clock.now(),
  });
}

export async function listPersonLabels(
  needs: PageToolNeeds,
  { workspaceId, pageId, psid }: LabelledPerson,
): Promise<PageLabel[]> {
  const auth = await getPageAuth(needs, workspaceId, pageId);
  const query = { path: `/${psid}/custom_labels`, fields: FIELDS, node };
  return requireAnswer(await listGraphPages(needs.graph, auth, query), 'The labels could not be read');
}

/** Puts a label on a person or takes it off, and returns what the person has then. */
export async function changePersonLabel(
  needs: PageToolNeeds,
  person: LabelledPerson,
  labelId: string,
  change: 'put' | 'take',
): Promise<PageLabel[]> {
  const auth = await getPageAuth(needs, person.workspaceId, person.pageId);
  const path = `/${labelId}/label`;
  const answer =
    change === 'put'
      ? await needs.graph.post(path, { user: person.psid }, auth, success)
      : await needs.graph.delete(path, { user: person.psid }, auth, success);
  requireAnswer(answer, change === 'put' ? 'The label was not put on' : 'The label was not taken off');
  return listPersonLabels(needs, person);
}
