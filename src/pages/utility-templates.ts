// Utility templates of a Page: the copy read from the platform, creating, deleting, and what a send asks of them.
import { writeAudit } from '../kit/audit.ts';
import { addMs, HOUR_MS, MINUTE_MS } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { AppError, notFound } from '../kit/errors.ts';
import { type ParameterFormat, readParameterFormat, readUtilityShape } from '../messenger/utility-shape.ts';
import {
  describeRefusal,
  getPageAuth,
  type PageActor,
  type PageToolNeeds,
  requireAnswer,
} from './page-call.ts';
import {
  createTemplate,
  deleteTemplate,
  type ListedTemplate,
  readTemplates,
  searchLibrary,
} from './utility-template.calls.ts';
import type {
  LibraryClone,
  LibraryTemplate,
  OwnTemplate,
  TemplateView,
} from './utility-template.contract.ts';
import {
  deleteTemplateRows,
  deleteTemplatesReadBefore,
  findTemplateSync,
  listTemplateRows,
  saveTemplateSync,
  saveTemplates,
  type TemplateRow,
} from './utility-template.queries.ts';
import { checkOwnTemplate, composeClone, composeOwnTemplate } from './utility-template.rules.ts';
import { explainRejection, explainTemplateState } from './utility-template.states.ts';

const READ_AGAIN_MS = 6 * HOUR_MS;
const UNDECIDED_AGAIN_MS = 10 * MINUTE_MS;
/** A template that was just created may be missing from the platform's list for a moment. */
const YOUNG_MS = MINUTE_MS;

export interface TemplateStatus {
  /** The platform's word; only APPROVED can be sent. */
  status: string;
  components: unknown[];
  parameterFormat: ParameterFormat;
}

/** What is known of the Page's templates, by 'name/language'. As last read from the platform; makes no call. */
export async function listTemplateStatuses(
  db: Db,
  workspaceId: string,
  pageId: string,
): Promise<Map<string, TemplateStatus>> {
  const rows = await listTemplateRows(db, workspaceId, pageId);
  return new Map(
    rows.map((row) => [
      `${row.name}/${row.language}`,
      {
        status: row.status,
        components: row.components,
        parameterFormat: readParameterFormat(row.parameterFormat, readUtilityShape(row.components)),
      },
    ]),
  );
}

export async function viewTemplates(db: Db, workspaceId: string, pageId: string) {
  const sync = await findTemplateSync(db, workspaceId, pageId);
  if (!sync) throw notFound(`connected Page ${pageId}`);
  const rows = await listTemplateRows(db, workspaceId, pageId);
  return {
    templates: rows.map(toView),
    synced_at: sync.syncedAt?.toISOString() ?? null,
    error: sync.error,
  };
}

function toView(row: TemplateRow): TemplateView {
  const { title, meaning, remedy, tone, isSendable } = explainTemplateState(row.status);
  const shape = readUtilityShape(row.components);
  return {
    name: row.name,
    language: row.language,
    id: row.id,
    status: row.status,
    title,
    meaning,
    remedy,
    tone,
    sendable: isSendable,
    parameter_format: readParameterFormat(row.parameterFormat, shape),
    components: row.components,
    shape,
    rejections: row.rejections.map(explainRejection),
    library_name: row.libraryName,
    synced_at: row.syncedAt.toISOString(),
  };
}

/** Reads all templates of the Page anew. Refuses with `upstream`; the refusal is kept beside the last good copy. */
export async function syncTemplates(
  needs: PageToolNeeds,
  workspaceId: string,
  pageId: string,
): Promise<void> {
  const { db, graph, clock } = needs;
  const page = { workspaceId, pageId };
  const answer = await readTemplates(graph, await getPageAuth(needs, workspaceId, pageId), pageId);
  const at = clock.now();
  if (answer.kind !== 'ok') {
    const error = describeRefusal(answer);
    await saveTemplateSync(db, page, { at: null, dueAt: addMs(at, READ_AGAIN_MS), error });
    requireAnswer(answer, 'The templates could not be read');
    return;
  }
  const isUndecided = answer.data.some(({ status }) => explainTemplateState(status).isUndecided);
  const dueAt = addMs(at, isUndecided ? UNDECIDED_AGAIN_MS : READ_AGAIN_MS);
  await withTransaction(db, async (tx) => {
    await saveTemplates(tx, page, answer.data, at);
    await deleteTemplatesReadBefore(tx, page, addMs(at, -YOUNG_MS));
    await saveTemplateSync(tx, page, { at, dueAt, error: null });
  });
}

export async function findLibraryTemplates(
  needs: PageToolNeeds,
  { workspaceId, pageId }: { workspaceId: string; pageId: string },
  query: { search: string; language: string },
): Promise<LibraryTemplate[]> {
  const auth = await getPageAuth(needs, workspaceId, pageId);
  return requireAnswer(await searchLibrary(needs.graph, auth, query), 'The library could not be searched');
}

/** Hands the template in. Refuses: invalid (every problem with its field), upstream in the platform's words. */
export async function createUtilityTemplate(
  needs: PageToolNeeds,
  { workspaceId, pageId, actor }: PageActor,
  given: OwnTemplate | LibraryClone,
): Promise<TemplateView> {
  if (given.kind === 'own') refuseProblems(given);
  const fields = given.kind === 'own' ? composeOwnTemplate(given) : composeClone(given);
  const auth = await getPageAuth(needs, workspaceId, pageId);
  const answer = await createTemplate(needs.graph, auth, pageId, fields);
  const { id, status } = requireAnswer(answer, `The template ${given.name} was not created`);
  const created: ListedTemplate = {
    id,
    name: given.name,
    language: given.language,
    status,
    parameterFormat: given.kind === 'own' ? given.parameter_format : null,
    components: 'components' in fields ? fields.components : [],
    rejections: [],
    libraryName: given.kind === 'library' ? given.library_name : null,
  };
  const at = needs.clock.now();
  await withTransaction(needs.db, async (tx) => {
    await saveTemplates(tx, { workspaceId, pageId }, [created], at);
    await writeAudit(tx, {
      workspaceId,
      actor,
      action: 'template.created',
      subject: pageId,
      details: { name: given.name, language: given.language },
      at,
    });
  });
  return getAfterSync(needs, { workspaceId, pageId, actor }, created);
}

/** The answer to a creation says little; what was made of it stands in the list. That one may fail: it is read again later. */
async function getAfterSync(
  needs: PageToolNeeds,
  { workspaceId, pageId }: PageActor,
  created: ListedTemplate,
): Promise<TemplateView> {
  await syncTemplates(needs, workspaceId, pageId).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
  const rows = await listTemplateRows(needs.db, workspaceId, pageId);
  const row = rows.find((one) => one.name === created.name && one.language === created.language);
  return toView(row ?? { ...created, syncedAt: needs.clock.now() });
}

function refuseProblems(given: OwnTemplate): void {
  const issues = checkOwnTemplate(given);
  const [first] = issues;
  if (!first) return;
  throw new AppError('invalid', `${first.field}: ${first.message}`, { field: first.field, issues });
}

/** In one language, or in all with `language` null. Returns how many. Refuses: not_found, upstream. */
export async function deleteUtilityTemplate(
  needs: PageToolNeeds,
  { workspaceId, pageId, actor }: PageActor,
  { name, language }: { name: string; language: string | null },
): Promise<number> {
  const rows = await listTemplateRows(needs.db, workspaceId, pageId);
  const found = rows.filter((row) => row.name === name && (language === null || row.language === language));
  if (found.length === 0) throw notFound(`template ${name}${language === null ? '' : ` in ${language}`}`);
  const auth = await getPageAuth(needs, workspaceId, pageId);
  const templateId = language === null ? null : found[0]!.id;
  const answer = await deleteTemplate(needs.graph, auth, pageId, { name, templateId });
  requireAnswer(answer, `The template ${name} was not deleted`);
  await withTransaction(needs.db, async (tx) => {
    await deleteTemplateRows(tx, { workspaceId, pageId }, { name, language });
    await writeAudit(tx, {
      workspaceId,
      actor,
      action: 'template.deleted',
      subject: pageId,
      details: { name, language },
      at: needs.clock.now(),
    });
  });
  return found.length;
}
