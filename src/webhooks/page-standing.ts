// Events in which the platform judges a Page: they change its standing the moment they are applied, between two polls.
import type { Tx } from '../kit/db.ts';
import { readEnforcement, readIntegrity } from '../messenger/page-integrity.ts';
import type { WebhookEvent } from '../messenger/webhook-events.ts';
import { type PageStatement, saveStatements } from '../pages/page.standing.ts';

/** Keeps what events of one workspace's Pages say about them; any order, any number of times. */
export async function applyPageStandings(
  tx: Tx,
  workspaceId: string,
  events: readonly WebhookEvent[],
): Promise<void> {
  await saveStatements(tx, workspaceId, events.flatMap(toStatement));
}

/** The event's name stands in a `field` when the dashboard's test button sends it, and is told by its keys otherwise. */
function toStatement({ kind, pageId, occurredAt: saidAt, payload }: WebhookEvent): PageStatement[] {
  if (kind === 'policy_enforcement' || kind === 'messaging_policy_enforcement') {
    const said = readEnforcement(payload, saidAt);
    return said ? [{ ...said, pageId, source: 'enforcement', saidAt }] : [];
  }
  // An all-clear may come without the lists by which the kind is told.
  if (kind !== 'business_integrity' && kind !== 'unknown') return [];
  const said = readIntegrity(payload, saidAt);
  return said ? [{ ...said, pageId, source: 'integrity', saidAt }] : [];
}
