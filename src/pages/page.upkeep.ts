// Looking after a connected Page between visits: it is checked, and a subscription that Facebook dropped is put back. Facebook
// drops one silently after an hour of failed webhooks (messenger-platform §3.4), and until then people go unnoticed.
import { writeAudit } from '../kit/audit.ts';
import type { Log } from '../kit/log.ts';
import { callbackUrl, checkPage, examinePage, openCredentials } from './page.checking.ts';
import { ALL_FIELDS } from './page.checks.ts';
import type { PageNeeds } from './page.connect.ts';
import type { PageCheck } from './page.contract.ts';
import { type PageFacts, registerCallback, subscribePage } from './page.probe.ts';
import type { PageRow } from './page.queries.ts';

/** Checks the Page, puts back what an operator had subscribed and is gone, and returns the checks as they are then. */
export async function lookAfterPage(
  needs: PageNeeds & { log: Log },
  workspaceId: string,
  pageId: string,
): Promise<PageCheck[]> {
  const { row, facts, checks } = await examinePage(needs, workspaceId, pageId);
  const lost = row.subscribedAt === null ? null : findLost(facts, callbackUrl(needs.publicUrl));
  if (lost === null || !(await putBack(needs, row, lost))) return checks;
  return checkPage(needs, workspaceId, pageId);
}

export interface Lost {
  /** Page fields that no longer reach the app. */
  fields: string[];
  /** The app's own subscription is gone, switched off or lacks fields. */
  callback: boolean;
}

/**
 * What is surely gone and may be put back; null: nothing. An app whose callback leads to another address was moved on
 * purpose, to another installation for instance: that is shown, not undone. Pure.
 */
export function findLost({ token, fields, callbacks }: PageFacts, ownUrl: string): Lost | null {
  if (token.kind !== 'ok' || !token.data.is_valid) return null;
  const lostFields = fields.kind === 'ok' ? ALL_FIELDS.filter((field) => !fields.data.includes(field)) : [];
  const callback = callbacks.kind === 'ok' && isCallbackLost(callbacks.data, ownUrl);
  return lostFields.length > 0 || callback ? { fields: lostFields, callback } : null;
}

function isCallbackLost(
  subscriptions: { object: string; callback_url: string; active: boolean; fields: string[] }[],
  ownUrl: string,
): boolean {
  const ofPages = subscriptions.find(({ object }) => object === 'page');
  if (ofPages === undefined) return true;
  if (ofPages.callback_url !== ownUrl) return false;
  return !ofPages.active || ALL_FIELDS.some((field) => !ofPages.fields.includes(field));
}

/** Whether all of it is back. A refusal is in the log; the failed check stays on the screen with its remedy. */
async function putBack(needs: PageNeeds & { log: Log }, row: PageRow, lost: Lost): Promise<boolean> {
  const { workspaceId, pageId } = row;
  const credentials = openCredentials(needs, row);
  const url = callbackUrl(needs.publicUrl);
  const verifyToken = needs.secrets.open(row.verifyToken);
  const answers = [
    ...(lost.callback
      ? [await registerCallback(needs.graph, credentials, { url, verifyToken, fields: ALL_FIELDS })]
      : []),
    ...(lost.fields.length > 0 ? [await subscribePage(needs.graph, credentials, pageId, ALL_FIELDS)] : []),
  ];
  const refused = answers.find((answer) => answer.kind !== 'ok');
  if (refused) {
    const why = refused.kind === 'refused' ? refused.error.message : refused.message;
    needs.log.warn({ workspaceId, pageId, ...lost, why }, 'page.not_resubscribed');
    return false;
  }
  await writeAudit(needs.db, {
    workspaceId,
    actor: 'system',
    action: 'page.resubscribed',
    subject: pageId,
    details: { ...lost },
    at: needs.clock.now(),
  });
  needs.log.info({ workspaceId, pageId, ...lost }, 'page.resubscribed');
  return true;
}
