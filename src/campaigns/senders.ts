// What the sending rules ask of whoever manages the operators of a workspace; app.ts hands it to access, which knows no campaigns.
import { readSendingRules } from '../delivery/sending-rules.ts';
import type { Tx } from '../kit/db.ts';

/** So many operators have to be left who may send: where approval is required one asks and another approves. */
export const leastSenders = async (tx: Tx, workspaceId: string): Promise<number> =>
  (await readSendingRules(tx, workspaceId)).approval_required ? 2 : 0;
