// Reads what a Page has at the platform, for the lane, the wizard and the preflight alike.
import type { Db } from '../kit/db.ts';
import { findAttachments, findRenewing } from '../pages/media-attachments.ts';
import { listTemplateStatuses } from '../pages/utility-templates.ts';
import type { PageAssets } from './page-assets.ts';

export async function readPageAssets(
  db: Db,
  workspaceId: string,
  pageId: string,
  now: Date,
): Promise<PageAssets> {
  return {
    attachments: await findAttachments(db, workspaceId, pageId, now),
    renewing: await findRenewing(db, { workspaceId, pageId }, now),
    templates: await listTemplateStatuses(db, workspaceId, pageId),
  };
}
