// A yes or a no that reached us outside Messenger: an operator, or a program, records it for the person, and it counts from
// now on like one the person wrote.
import { randomUUID } from 'node:crypto';
import { writeAudit } from '../kit/audit.ts';
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { conflict, invalid } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId } from '../kit/ids.ts';
import { findImportedPsid, findPageName, lockStandings, type Standing } from './consent.queries.ts';
import { type Consent, recordConsents } from './consent.ts';
import { applySightings, identityKey } from './sightings.ts';

export interface SaidFor {
  profileId: number;
  /** null: on every Page that knows the person. */
  pageId: string | null;
  says: Consent['says'];
  /** Why, or where the permission comes from; may be empty for a no. */
  words: string;
}

type Who = Pick<Actor, 'workspaceId' | 'name' | 'kind'>;

/**
 * Records it for every PSID of the person there, and what follows from a no: what waits for them does not leave. Whoever said
 * the same last, in the same words, has it recorded already. A person known by an imported ps_id alone becomes known on the
 * Page given.
 * @returns how many receipts are new.
 */
export function sayConsent(db: Db, who: Who, said: SaidFor, now: Date): Promise<number> {
  const { workspaceId } = who;
  const { profileId, pageId } = said;
  return withTransaction(db, async (tx) => {
    const known = await lockStandings(tx, workspaceId, profileId, pageId);
    const standings = known.length > 0 ? known : await makeKnown(tx, workspaceId, said, now);
    const consents = standings.flatMap((standing) => toConsent(standing, who, said, now));
    await recordConsents(tx, workspaceId, consents, now);
    if (consents.length > 0)
      await writeAudit(tx, {
        workspaceId,
        actor: who.name,
        action: said.says === 'no' ? 'person.opted_out' : 'person.opted_in',
        subject: formatId('prf', profileId),
        details: { pages: consents.map((one) => one.pageId), words: said.words },
        at: now,
      });
    return consents.length;
  });
}

/** None when it stands so already. What is said now is the latest, even where another clock was ahead of ours. */
function toConsent(standing: Standing, who: Who, { says, words: why }: SaidFor, now: Date): Consent[] {
  const source = who.kind === 'operator' ? 'operator' : 'api';
  const words = why === '' ? `Recorded by ${who.name}` : `${why} (recorded by ${who.name})`;
  if (standing.says === says && standing.source === source && standing.words === words) return [];
  const at = new Date(Math.max(now.getTime(), (standing.saidAt?.getTime() ?? 0) + 1));
  const { pageId, psid } = standing;
  return [{ pageId, psid, says, at, source, words, dedupeKey: `${source}:${randomUUID()}` }];
}

async function makeKnown(
  tx: Tx,
  workspaceId: string,
  { profileId, pageId }: SaidFor,
  now: Date,
): Promise<Standing[]> {
  const psid = await findImportedPsid(tx, workspaceId, profileId);
  if (psid === null)
    throw pageId === null
      ? conflict('No Page knows this person.', 'Give them a ps_id, or wait until they write to a Page.')
      : invalid(
          'page_id',
          'This Page does not know the person.',
          'Leave it out to mean every Page that does.',
        );
  if (pageId === null)
    throw invalid('page_id', 'No Page is known to have this ps_id.', 'Name the Page it belongs to.');
  if ((await findPageName(tx, workspaceId, pageId)) === null)
    throw invalid('page_id', 'No Page with this id is connected.', 'GET /api/pages lists those that are.');
  const owners = await applySightings(tx, workspaceId, [
    { pageId, psid, seenAt: now, source: 'api', userAction: null },
  ]);
  if (owners.get(identityKey(pageId, psid)) !== profileId)
    throw conflict(
      `ps_id ${psid} is somebody else’s too.`,
      'Take it off the one it does not belong to, and say it again.',
    );
  return lockStandings(tx, workspaceId, profileId, pageId);
}
