// Whom of a batch a message is made for: people who are there, whose PSID is theirs, and whom the gate lets through. The others
// are settled without rendering anything.
import { findPeople, type Person, type PersonIdentity } from '../profiles/person.ts';
import type { CompiledPlan } from './compile-plan.ts';
import { type DueDelivery, findDisowned, type RunningOccurrence } from './due.queries.ts';
import type { Gate, Guard } from './gate.ts';
import type { LaneNeeds } from './lane.needs.ts';
import type { LaneKey } from './lane.queries.ts';
import { occurrenceKey } from './occurrence-key.ts';
import type { Settlement } from './settlement.ts';

export interface DueBatch {
  due: DueDelivery[];
  /** By occurrence; null: it cannot be compiled any more. */
  plans: ReadonlyMap<string, CompiledPlan | null>;
  /** The occurrences they belong to, by the same key. */
  running: ReadonlyMap<string, RunningOccurrence>;
  gate: Gate;
}

export interface LetThrough {
  delivery: DueDelivery;
  of: RunningOccurrence;
  compiled: CompiledPlan;
  person: Person;
  /** The one the delivery names; null: nobody the Page has ever seen. */
  identity: PersonIdentity | null;
  /** What has not left by then is judged again; null: no such time. */
  before: Date | null;
  guard: Guard | null;
}

export async function letThrough(
  needs: Pick<LaneNeeds, 'db' | 'clock'>,
  lane: LaneKey,
  { due, plans, running, gate }: DueBatch,
): Promise<{ through: LetThrough[]; settlements: Settlement[] }> {
  const people = await loadPeople(needs, lane, due);
  const disowned = await findDisowned(needs.db, lane.workspaceId, listUnseen(due, people));
  const settlements: Settlement[] = [];
  const candidates: Omit<LetThrough, 'before' | 'guard'>[] = [];
  for (const delivery of due) {
    const key = occurrenceKey(delivery);
    const [compiled, of, person] = [plans.get(key), running.get(key), people.get(delivery.profileId)];
    if (!compiled || !of)
      settlements.push(notCalled(delivery, { state: 'failed', reason: 'template_error' }));
    else if (person === undefined)
      settlements.push(notCalled(delivery, { state: 'skipped', reason: 'person_gone' }));
    else if (disowned.has(delivery.deliveryId))
      settlements.push(notCalled(delivery, { state: 'skipped', reason: 'no_psid' }));
    else candidates.push({ delivery, of, compiled, person, identity: identityOf(person, delivery) });
  }
  const asked = candidates.map(({ delivery, of, person }) => ({ delivery, of, ...person }));
  const verdicts = await gate.judge(asked, needs.clock.now());
  const through: LetThrough[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const verdict = verdicts[index];
    if (verdict?.kind === 'pass') through.push({ ...candidate, ...verdict });
    else if (verdict) settlements.push(notCalled(candidate.delivery, verdict.settlement));
  }
  return { through, settlements };
}

async function loadPeople(
  { db }: Pick<LaneNeeds, 'db'>,
  lane: LaneKey,
  due: DueDelivery[],
): Promise<Map<number, Person>> {
  const pageId = due[0]?.pageId || null; // one lane is one Page
  const ids = due.map((delivery) => delivery.profileId);
  const found = await findPeople(db, lane.workspaceId, ids, pageId);
  return new Map(found.map((person) => [person.profileId, person]));
}

/** The window is that of the PSID the delivery names, not of another account the person may have on this Page. */
const identityOf = (person: Person | undefined, { pageId, psid }: DueDelivery): PersonIdentity | null =>
  person?.identities.find((one) => one.pageId === pageId && one.psid === psid) ?? null;

/** With a PSID that is not known to be the person's: imported and never seen, or somebody else's by now. */
const listUnseen = (due: DueDelivery[], people: ReadonlyMap<number, Person>): number[] =>
  due
    .filter((one) => one.pageId !== '' && one.psid !== null && !identityOf(people.get(one.profileId), one))
    .map(({ deliveryId }) => deliveryId);

/** What is written of a delivery no call is made for. */
export const notCalled = (
  { deliveryId }: DueDelivery,
  verdict: Pick<Settlement, 'state' | 'reason'> & Partial<Settlement>,
): Settlement => ({ mid: null, dueAt: null, counts: false, attempt: null, ...verdict, deliveryId });
