// What dialects say of people beyond saving customers: attributes of visitors, and that two ids are one person.
import type { Clock } from '../kit/clock.ts';
import { type Db, withTransaction } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { createGroupCommit } from '../kit/group-commit.ts';
import type { Actor } from '../kit/http/actor.ts';
import { findKnownCustomers, type SaveResult, saveCustomer } from '../profiles/customers.ts';
import { aliasCustomer } from '../profiles/merge.customers.ts';
import { saveVisitors, type VisitorInput } from '../profiles/visitors.ts';

/** At most this many calls a transaction, as for customers. */
const MAX_BATCH = 200;

interface VisitorCall extends VisitorInput {
  workspaceId: string;
}

interface AliasCall {
  actor: Actor;
  previousId: string;
  customerId: string;
}

export interface PeopleWriter {
  /** Resolves when the visitor is stored; rejects with the AppError of `saveVisitors`. */
  saveVisitor(call: VisitorCall): Promise<void>;
  /**
   * `previousId` and the customer are one person: a visitor becomes the customer, a customer of that id is merged into it.
   * Rejects with `forbidden` when the actor may only track and both are customers.
   */
  alias(call: AliasCall): Promise<void>;
  /** Resolves when all calls so far are settled. */
  drain(): Promise<void>;
}

export function createPeopleWriter({ db, clock }: { db: Db; clock: Clock }): PeopleWriter {
  const visitors = createGroupCommit<VisitorCall, SaveResult>(
    (calls) =>
      withTransaction(db, async (tx) => {
        const results = new Map<VisitorCall, SaveResult>();
        const workspaces = [...Map.groupBy(calls, (call) => call.workspaceId)];
        for (const [workspaceId, own] of workspaces.sort(([a], [b]) => (a < b ? -1 : 1))) {
          const saved = await saveVisitors(tx, workspaceId, own, clock.now());
          for (const [index, call] of own.entries()) results.set(call, saved[index]!);
        }
        return calls.map((call) => results.get(call)!);
      }),
    { maxItems: MAX_BATCH },
  );
  return {
    async saveVisitor(call) {
      const result = await visitors.add(call);
      if (!result.ok) throw result.error;
    },
    alias: (call) => alias(db, call, clock.now()),
    drain: () => visitors.drain(),
  };
}

async function alias(db: Db, { actor, previousId, customerId }: AliasCall, now: Date): Promise<void> {
  const { workspaceId } = actor;
  if (previousId === customerId) return;
  if (actor.permission !== 'track') {
    const same = { previousId, userId: customerId, actor: actor.name, now };
    await withTransaction(db, (tx) => aliasCustomer(tx, workspaceId, same));
    return;
  }
  const known = await findKnownCustomers(db, workspaceId, [previousId]);
  if (known.has(previousId)) throw twoCustomers();
  const input = { customerId, anonymousId: previousId, attributes: {}, now };
  await withTransaction(db, (tx) => saveCustomer(tx, workspaceId, input));
}

const twoCustomers = (): AppError =>
  new AppError('forbidden', 'Two customers cannot be merged with a key for websites and apps.', {
    field: 'previousId',
    remedy: 'Send the call from your server, with a key for servers.',
  });
