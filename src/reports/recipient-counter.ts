// How many recipients a campaign has, for screens that ask every few seconds: large ledgers are not counted each time.
import type { Db } from '../kit/db.ts';
import { createMemory, LARGE_LEDGER } from '../kit/remember-dear.ts';
import { countRecipients, type HomeCampaign, type RecipientCount } from './home.queries.ts';

export type CountRecipients = (workspaceId: string, campaign: HomeCampaign) => Promise<RecipientCount>;

export function createRecipientCounter(db: Db): CountRecipients {
  const remember = createMemory<RecipientCount>(() => performance.now());
  return (workspaceId, { id, state }) =>
    remember(`${workspaceId}/${id}`, state, async () => {
      const value = await countRecipients(db, workspaceId, id);
      return { value, isDear: value.recipients >= LARGE_LEDGER };
    });
}
